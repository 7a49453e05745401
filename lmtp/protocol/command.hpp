// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

namespace dovetail::lmtp::protocol {

enum class Verb {
  lhlo,
  mail,
  rcpt,
  data,
  bdat,
  rset,
  noop,
  vrfy,
  quit,
  starttls,
  xclient,
  xforward,
  unknown
};

struct Command {
  Verb verb = Verb::unknown;
  std::string_view arguments;  // after the one space behind the verb; empty if there is none
};

// Cuts a command line (without its line end) into verb and arguments. Nothing where the line is no command at
// all: it does not begin with letters alone, or there are two spaces behind the verb. Views into `line`.
std::optional<Command> parse_command(std::string_view line);

}  // namespace dovetail::lmtp::protocol
