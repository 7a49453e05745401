// SPDX-License-Identifier: MIT
#include "daemons/authd/last_login.hpp"

namespace dovetail::authd {

namespace {

constexpr std::chrono::minutes kComplaintEvery{1};

}  // namespace

void LastLogin::note(const std::shared_ptr<const sasl::Setup>& setup, const sasl::Subject& subject) {
  if (!setup->last_login) {
    return;
  }
  auto query = setup->last_login->query.bind(sasl::SubjectValues(subject));
  if (!query) {
    complain("last_login_query: " + query.error().detail);
    return;
  }
  if (!context_.jobs.run_later(
          setup, setup->last_login->database, std::move(*query),
          [this](const base::Error& why) { complain("last_login_query failed: " + why.detail); })) {
    complain("last_login_query: too many wait for the database, one is dropped");
  }
}

void LastLogin::complain(const std::string& text) {
  const auto now = context_.clock.mono();
  if (!ever_complained_ || now - complained_ >= kComplaintEvery) {
    ever_complained_ = true;
    complained_ = now;
    context_.log.warning("Warning: " + text);
  }
}

}  // namespace dovetail::authd
