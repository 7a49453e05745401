// SPDX-License-Identifier: MIT
#include "policy/quota_status/settings.hpp"

namespace dovetail::policy::quota_status {

const config::Schema<Settings>& settings_schema() {
  using S = Settings;
  static const config::Schema<S> schema = [] {
    config::Schema<S> s("quota-status");
    s.text("recipient_delimiter", &S::recipient_delimiter, "+",
           "Characters, each of which ends the user's name in an address (user+detail).");
    s.boolean("quota_full_tempfail", &S::quota_full_tempfail, "no", "Whether mail for a full mailbox waits (452).");
    s.choice("quota_status_fallback", &S::quota_status_fallback, "defer", {"defer", "pass"},
             "The answer when users or usage cannot be read: defer the mail, or let it pass.");
    return s;
  }();
  return schema;
}

}  // namespace dovetail::policy::quota_status
