// SPDX-License-Identifier: MIT
#include "daemons/dovetail/sieve_options.hpp"

namespace dovetail::tool {

namespace {

// Takes the value of the option `letter`; false for an option nobody knows.
bool set_option(SieveOptions& options, char letter, const std::string& value) {
  switch (letter) {
    case 'a': options.original_recipient = value; return true;
    case 'f':
      options.sender = value == "<>" ? std::string() : value;
      options.sender_given = true;
      return true;
    case 'm': options.mailbox = value; return true;
    case 'r': options.recipient = value; return true;
    case 's': options.before.push_back(value); return true;
    case 't': options.trace = true; return true;
    case 'x': options.extensions = value; return true;
    case 'c':  // configuration, user, trace options: accepted for scripts written for the other tools
    case 'u':
    case 'T': return true;
    default: return false;
  }
}

}  // namespace

std::optional<SieveOptions> parse_sieve_options(const std::vector<std::string>& arguments) {
  SieveOptions options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument.size() < 2 || argument[0] != '-') {
      options.operands.push_back(argument);
      continue;
    }
    if (argument == "-C" || argument == "-D") continue;  // compile anew, debug: nothing to do
    const bool attached = argument.size() > 2;
    if (!attached && i + 1 == arguments.size()) return std::nullopt;
    const std::string value = attached ? argument.substr(2) : arguments[++i];
    if (!set_option(options, argument[1], value)) return std::nullopt;
  }
  return options;
}

}  // namespace dovetail::tool
