// SPDX-License-Identifier: MIT
#include "daemons/dovetail/command_line.hpp"
#include "libcommon/base/text.hpp"

namespace dovetail::cli {
namespace {

// man(7): a backslash, and a dot or apostrophe at the start of a line, have a meaning.
std::string roff(std::string_view text) {
  std::string out = base::replaced_all(base::replaced_all(text, "\\", "\\e"), "-", "\\-");
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string option_line(const Option& option) {
  std::string out;
  if (option.letter != 0) {
    out = "\\fB" + roff(std::string("-") + option.letter) + "\\fR";
  }
  if (!option.name.empty()) {
    out += (out.empty() ? "\\fB" : ", \\fB") + roff("--" + std::string(option.name)) + "\\fR";
  }
  return option.argument.empty() ? out : out + " \\fI" + roff(option.argument) + "\\fR";
}

}  // namespace

std::vector<std::string> manual(std::span<const Command> commands) {
  std::vector<std::string> out;
  for (const Command& command : commands) {
    std::string title = "\\fB" + roff(command.group);
    title += command.name.empty() ? "\\fR" : " " + roff(command.name) + "\\fR";
    title += command.arguments.empty() ? "" : " " + roff(command.arguments);
    out.insert(out.end(), {".TP", std::move(title), roff(command.help)});
    if (command.options.empty()) {
      continue;
    }
    out.emplace_back(".RS");
    for (const Option& option : command.options) {
      out.insert(out.end(), {".TP", option_line(option), roff(option.help)});
    }
    out.emplace_back(".RE");
  }
  return out;
}

}  // namespace dovetail::cli
