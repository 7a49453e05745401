// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/delivery.hpp"

#include <cassert>

#include "daemons/lmtpd/delivery_shop.hpp"
#include "daemons/lmtpd/logging.hpp"
#include "libcommon/base/text.hpp"
#include "libcommon/crypto/digest.hpp"
#include "lmtp/delivery/delivery_key.hpp"

namespace dovetail::lmtpd {

using lmtp::Outcome;
using lmtp::Verdict;
using lmtp::maildir::Journal;

Delivery::Delivery(DeliveryShop& shop, ConfigRef config, lmtp::Envelope envelope,
                   std::unique_ptr<lmtp::delivery::SpooledMessage> message, std::string added,
                   std::vector<Resolved> recipients, Done done)
    : shop_(shop),
      config_(std::move(config)),
      envelope_(std::move(envelope)),
      message_(std::move(message)),
      added_(std::move(added)),
      parts_(recipients.size()),
      done_(std::move(done)),
      open_(recipients.size()) {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    parts_[i].resolved = std::move(recipients[i]);
    parts_[i].same_as = i;
  }
}

std::string Delivery::session_of(std::size_t part) const {
  return lmtp::delivery_id(envelope_, envelope_.recipients[part]);
}

void Delivery::log(std::size_t part, base::Severity severity, const std::string& text) const {
  log_delivery(shop_.parts().log, parts_[part].resolved.user.name, session_of(part), severity, text);
}

// The same user and address given twice gets one copy and two equal replies.
void Delivery::find_duplicates() {
  for (std::size_t i = 1; i < parts_.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (parts_[j].same_as == j && parts_[i].resolved.user.name == parts_[j].resolved.user.name &&
          envelope_.recipients[i].address == envelope_.recipients[j].address) {
        parts_[i].same_as = j;
        break;
      }
    }
  }
}

void Delivery::start() {
  find_duplicates();
  std::vector<std::size_t> ready;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (parts_[i].same_as == i && prepare(i)) {
      ready.push_back(i);
    }
  }
  first_is_written_ = ready.size() < 2;
  // The first is written alone, so that the others can be links to it: one sync of the data for all of them.
  if (!ready.empty()) {
    run(ready.front());
  }
}

// Asks the journal and makes the plan; false where there is nothing (or not yet anything) to do.
bool Delivery::prepare(std::size_t index) {
  Part& part = parts_[index];
  lmtp::delivery::Order order;
  Journal* const journal = shop_.journal();
  const auto now = shop_.parts().clock.wall();
  if (journal != nullptr) {
    part.key = lmtp::delivery::delivery_key(envelope_, envelope_.recipients[index], part.resolved.user.name,
                                            message_->bytes(), message_->digest());
  }
  if (!part.key.empty()) {
    const Journal::State state = journal->begin(part.key, now);
    if (state == Journal::State::done) {
      log(index, base::Severity::info,
          "delivery_key=" + part.key.substr(0, 16) + " queue_id=" +
              base::printable(envelope_.forwarded.ident, 40) + " already saved, not stored again");
      part.key.clear();
      part_done(index, {});
      return false;
    }
    if (state == Journal::State::running) {
      shop_.wait_for(std::exchange(part.key, {}), *this, index);
      return false;
    }
    order.occasion.earlier = journal->earlier(part.key);
  }
  order.envelope = &envelope_;
  order.recipient = envelope_.recipients[index];
  order.message = message_.get();
  order.added = &added_;
  order.user = part.resolved.user;
  order.default_mailbox = part.resolved.mailbox;
  order.occasion.key = part.key;
  order.occasion.link = parts_.size() > 1 ? &link_ : nullptr;
  order.occasion.now = now;
  part.plan = std::make_unique<lmtp::delivery::Plan>(shop_.means(), config_->policy, std::move(order));
  return true;
}

void Delivery::run(std::size_t index) {
  parts_[index].started = true;
  lmtp::delivery::Plan* const plan = parts_[index].plan.get();
  shop_.parts().disk.perform_for(
      parts_[index].resolved.user.name, lifetime_.watch(), [plan] { plan->begin(); },
      [this, index](const base::Result<void>& outcome) {
        if (!outcome) {
          log(index, base::Severity::error, "delivery failed: " + outcome.error().detail);
          part_done(index, {Verdict::internal_failure, {}});
          return run_the_others();
        }
        stored(index);
      });
}

void Delivery::run_the_others() {
  if (std::exchange(first_is_written_, true)) {
    return;
  }
  link_.sealed = true;  // from here on several workers read it
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (!parts_[i].done && parts_[i].plan && parts_[i].same_as == i && !parts_[i].started) {
      run(i);
    }
  }
}

void Delivery::stored(std::size_t index) {
  run_the_others();
  parts_[index].plan->outgoing().empty() ? finish(index) : send_mails(index);
}

void Delivery::send_mails(std::size_t index) {
  const std::size_t mails = parts_[index].plan->outgoing().size();
  parts_[index].unsent = mails;
  for (std::size_t mail = 0; mail < mails; ++mail) {
    send_mail(index, mail);
  }
}

void Delivery::send_mail(std::size_t index, std::size_t mail) {
  lmtp::delivery::Plan& plan = *parts_[index].plan;
  const auto& planned = plan.outgoing()[mail];
  Journal* const once = shop_.redirects();
  std::string key;
  if (once != nullptr && !planned.once_key.empty()) {
    key = base::to_hex(crypto::digest(crypto::DigestKind::sha256,
                                      planned.once_key + '\0' + parts_[index].resolved.user.name));
    const auto state = once->begin(key, shop_.parts().clock.wall());
    if (state == Journal::State::done || state == Journal::State::running) {
      plan.sent(mail, {}, true);
      return mail_answered(index);
    }
  }
  shop_.parts().outbox.send(
      config_, planned.mail, [this, index, mail, key, once](lmtp::outbound::SendOutcome outcome) {
        if (!key.empty()) {
          outcome.status == lmtp::outbound::SendStatus::sent ? once->finish(key, shop_.parts().clock.wall())
                                                             : once->fail(key, {});
        }
        parts_[index].plan->sent(mail, outcome);
        mail_answered(index);
      });
}

void Delivery::mail_answered(std::size_t index) {
  if (--parts_[index].unsent > 0) {
    return;
  }
  lmtp::delivery::Plan* const plan = parts_[index].plan.get();
  if (!plan->needs_keep()) {
    return finish(index);
  }
  shop_.parts().disk.perform_for(
      parts_[index].resolved.user.name, lifetime_.watch(), [plan] { plan->complete(); },
      [this, index](const base::Result<void>& outcome) {
        if (!outcome) {
          log(index, base::Severity::error, "delivery failed: " + outcome.error().detail);
          return part_done(index, {Verdict::internal_failure, {}});
        }
        finish(index);
      });
}

void Delivery::finish(std::size_t index) {
  for (const auto& line : parts_[index].plan->log()) {
    log(index, line.severity, line.text);
  }
  part_done(index, parts_[index].plan->outcome());
}

void Delivery::settle(std::size_t part, const Outcome& outcome) {
  part_done(part, outcome);
}

void Delivery::part_done(std::size_t index, Outcome outcome) {
  Part& part = parts_[index];
  assert(!part.done);
  part.done = true;
  part.outcome = std::move(outcome);
  part.resolved.slot = {};
  shop_.count(part.outcome);
  if (!part.key.empty()) {
    const bool accepted = part.outcome.verdict == Verdict::accepted;
    accepted ? shop_.journal()->finish(part.key, shop_.parts().clock.wall())
             : shop_.journal()->fail(part.key, part.plan->attempts());
    shop_.settled(part.key, part.outcome);
  }
  --open_;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (parts_[i].same_as == index && i != index) {
      parts_[i].outcome = parts_[index].outcome;
      parts_[i].resolved.slot = {};
      --open_;
    }
  }
  if (open_ == 0) {
    std::vector<Outcome> outcomes;
    for (const Part& each : parts_) {
      outcomes.push_back(each.outcome);
    }
    shop_.sweep_soon();
    done_(std::move(outcomes));
  }
}

}  // namespace dovetail::lmtpd
