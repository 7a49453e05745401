// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/delivery_shop.hpp"

namespace dovetail::lmtpd {

namespace {

constexpr const char* kRecipients = "dovetail_lmtpd_recipients_total";
constexpr const char* kHelp = "Recipients of finished messages by their outcome.";

}  // namespace

DeliveryShop::DeliveryShop(Parts parts, lmtp::delivery::Means means,
                           std::unique_ptr<lmtp::maildir::Journal> deliveries,
                           std::unique_ptr<lmtp::maildir::Journal> redirects)
    : parts_(parts),
      means_(means),
      deliveries_(std::move(deliveries)),
      redirects_(std::move(redirects)),
      sweep_(parts.loop, [this] { running_.remove_if([](const auto& one) { return one->over(); }); }),
      saved_(parts.metrics.counter(kRecipients, kHelp, {{"outcome", "saved"}})),
      refused_(parts.metrics.counter(kRecipients, kHelp, {{"outcome", "refused"}})),
      deferred_(parts.metrics.counter(kRecipients, kHelp, {{"outcome", "deferred"}})) {
  means_.journal = deliveries_ ? &deliveries_->writer() : nullptr;
}

void DeliveryShop::deliver(ConfigRef config, lmtp::Envelope envelope,
                           std::unique_ptr<lmtp::delivery::SpooledMessage> message, std::string added,
                           std::vector<Resolved> recipients, Delivery::Done done) {
  running_.push_back(std::make_unique<Delivery>(*this, std::move(config), std::move(envelope),
                                                std::move(message), std::move(added), std::move(recipients),
                                                std::move(done)));
  running_.back()->start();
}

void DeliveryShop::wait_for(const std::string& key, Delivery& delivery, std::size_t part) {
  waiting_[key].emplace_back(&delivery, part);
}

void DeliveryShop::settled(const std::string& key, const lmtp::Outcome& outcome) {
  const auto found = waiting_.find(key);
  if (found == waiting_.end()) {
    return;
  }
  const auto waiters = std::move(found->second);
  waiting_.erase(found);
  for (const auto& [delivery, part] : waiters) {
    delivery->settle(part, outcome);
  }
}

void DeliveryShop::count(const lmtp::Outcome& outcome) {
  switch (outcome.verdict) {
    case lmtp::Verdict::accepted:
      return saved_.add();
    case lmtp::Verdict::over_quota:
    case lmtp::Verdict::too_large:
    case lmtp::Verdict::refused:
      return refused_.add();
    default:
      return deferred_.add();
  }
}

}  // namespace dovetail::lmtpd
