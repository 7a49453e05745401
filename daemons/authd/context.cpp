// SPDX-License-Identifier: MIT
#include "daemons/authd/context.hpp"

#include "sasl/log_line.hpp"

namespace dovetail::authd {

namespace {

constexpr const char* kLogins = "dovetail_auth_logins_total";
constexpr const char* kLoginsHelp = "Logins by outcome.";

}  // namespace

Figures::Figures(metrics::Registry& registry)
    : granted(registry.counter(kLogins, kLoginsHelp, {{"outcome", "ok"}})),
      denied(registry.counter(kLogins, kLoginsHelp, {{"outcome", "fail"}})),
      temporary(registry.counter(kLogins, kLoginsHelp, {{"outcome", "temp_fail"}})),
      lookups(registry.counter("dovetail_auth_lookups_total", "User lookups of other services.")) {}

void Context::write(const std::vector<sasl::Note>& notes, const sasl::Subject& subject, bool failed,
                    std::string_view hint) {
  for (const sasl::Note& note : notes) {
    // An entry that says nothing about it is told of when the login failed; fail2ban lives on these lines.
    if (note.login_failure && !note.verbose.value_or(failed || setup->settings.verbose)) {
      continue;
    }
    std::string line = sasl::log_line(note, subject);
    if (note.login_failure) {
      line += hint;
    }
    switch (note.severity) {
      case base::Severity::error:
        log.error("Error: " + line);
        break;
      case base::Severity::warning:
        log.warning("Warning: " + line);
        break;
      default:
        log.write(note.severity, line);
    }
  }
}

}  // namespace dovetail::authd
