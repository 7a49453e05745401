// SPDX-License-Identifier: MIT
#include "policy/quota_status/settings.hpp"

namespace dovetail::policy::quota_status {

const config::Schema<Settings>& settings_schema() {
  using S = Settings;
  static const config::Schema<S> schema = [] {
    config::Schema<S> s("quota-status");
    s.text("recipient_delimiter", &S::recipient_delimiter, "+",
           "Characters, each of which ends the user's name in an address (user+detail).");
    s.boolean("quota_full_tempfail", &S::quota_full_tempfail, "no",
              "Whether mail for a full mailbox waits (452).");
    s.choice("quota_status_fallback", &S::quota_status_fallback, "defer", {"defer", "pass"},
             "The answer when users or usage cannot be read: defer the mail, or let it pass.");
    return s;
  }();
  return schema;
}

const config::Declarations& plugin_declarations() {
  static const config::Declarations all(
      "answers of quota-status", "",
      {{"plugin/quota_status_success", "action", "OK",
        "The mailbox takes the mail (access(5) has the actions)."},
       {"plugin/quota_status_nouser", "action", "REJECT Unknown user", "There is no such user."},
       {"plugin/quota_status_overquota", "action", "",
        "The mailbox is full; empty: 554 5.2.2 and the reason, with quota_full_tempfail 452 4.2.2."},
       {"plugin/quota_status_toolarge", "action", "",
        "The mail is larger than the whole mailbox may be; empty: as quota_status_overquota."}});
  return all;
}

}  // namespace dovetail::policy::quota_status
