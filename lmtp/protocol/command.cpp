// SPDX-License-Identifier: MIT
#include "lmtp/protocol/command.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"

namespace dovetail::lmtp::protocol {

namespace {

struct Named {
  std::string_view name;
  Verb verb;
};

constexpr Named kVerbs[] = {
    {"LHLO", Verb::lhlo},         {"MAIL", Verb::mail},       {"RCPT", Verb::rcpt},
    {"DATA", Verb::data},         {"BDAT", Verb::bdat},       {"RSET", Verb::rset},
    {"NOOP", Verb::noop},         {"VRFY", Verb::vrfy},       {"QUIT", Verb::quit},
    {"STARTTLS", Verb::starttls}, {"XCLIENT", Verb::xclient}, {"XFORWARD", Verb::xforward},
};

Verb verb_named(std::string_view name) {
  for (const Named& known : kVerbs) {
    if (base::equals_ignoring_case(name, known.name)) {
      return known.verb;
    }
  }
  return Verb::unknown;
}

}  // namespace

std::optional<Command> parse_command(std::string_view line) {
  const std::string_view name = line.substr(0, line.find(' '));
  if (!std::all_of(name.begin(), name.end(), base::is_alpha)) {
    return std::nullopt;
  }
  Command command{verb_named(name), {}};
  if (name.size() < line.size()) {
    command.arguments = line.substr(name.size() + 1);
    if (command.arguments.starts_with(' ')) {
      return std::nullopt;
    }
  }
  return command;
}

}  // namespace dovetail::lmtp::protocol
