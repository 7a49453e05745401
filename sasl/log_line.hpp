// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "sasl/passdb/note.hpp"
#include "sasl/request/subject.hpp"

namespace dovetail::sasl {

// Dovecot's form of a login's log line, which fail2ban reads: `tag(user,ip,<session>): text`. A user or
// address that is not known is `?` or left out. Bytes that could forge the form are replaced.
std::string log_line(const Note& note, const Subject& subject);

// What a wrong password may leave in the log: nothing, or the first hex digits of its SHA-1.
struct PasswordHint {
  std::size_t digits = 0;  // 0: nothing
  static PasswordHint parse(const std::string& setting, bool debug_passwords);
  std::string text(std::string_view password) const;  // "", or " (SHA1 of given password: 3e5a4c)"
};

}  // namespace dovetail::sasl
