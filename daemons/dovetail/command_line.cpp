// SPDX-License-Identifier: MIT
#include "daemons/dovetail/command_line.hpp"

#include <algorithm>
#include <utility>

#include "daemons/dovetail/completion.hpp"
#include "libcommon/base/text.hpp"
#include "libcommon/config/load.hpp"

namespace dovetail::cli {
namespace {

std::string full_name(const Command& command) {
  std::string out = "dovetail " + std::string(command.group);
  return command.name.empty() ? out : out + " " + std::string(command.name);
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size() + 2, width), ' ');
  return text;
}

std::string form(const Option& option) {
  std::string out;
  if (option.letter != 0) {
    out = std::string("-") + option.letter + (option.name.empty() ? "" : ", ");
  }
  out += option.name.empty() ? "" : "--" + std::string(option.name);
  return option.argument.empty() ? out : out + " " + std::string(option.argument);
}

std::string key_of(const Option& option) {
  return option.name.empty() ? std::string(1, option.letter) : std::string(option.name);
}

// Reads the words of one command into an Invocation; `problem` says what is wrong.
class Parser {
 public:
  Parser(const Command& command, std::span<const std::string> words) : command_(command), words_(words) {}

  bool parse() {
    bool only_arguments = false;
    while (at_ < words_.size() && problem.empty()) {
      const std::string& word = words_[at_++];
      if (only_arguments || word.size() < 2 || word[0] != '-') {
        invocation.arguments.push_back(word);
      } else if (word == "--") {
        only_arguments = true;
      } else if (word[1] == '-') {
        long_option(word.substr(2));
      } else {
        letters(word.substr(1));
      }
    }
    const std::size_t count = invocation.arguments.size();
    if (problem.empty() && !wants_help && (count < command_.least || count > command_.most)) {
      problem = count < command_.least ? "missing argument" : "too many arguments";
    }
    return problem.empty();
  }

  Invocation invocation;
  std::string problem;
  bool wants_help = false;

 private:
  void long_option(const std::string& text) {
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    if (name == "help") {
      wants_help = true;
      return;
    }
    const auto option = std::find_if(command_.options.begin(), command_.options.end(),
                                     [&](const Option& o) { return !o.name.empty() && o.name == name; });
    if (option == command_.options.end()) {
      problem = "unknown option --" + name;
    } else if (option->argument.empty()) {
      problem = equals == std::string::npos ? "" : "--" + name + " takes no value";
      invocation.options.emplace_back(key_of(*option), "");
    } else {
      take_value(*option,
                 equals == std::string::npos ? std::nullopt : std::optional(text.substr(equals + 1)));
    }
  }

  void letters(const std::string& text) {
    for (std::size_t i = 0; i < text.size() && problem.empty(); ++i) {
      const auto option = std::find_if(command_.options.begin(), command_.options.end(),
                                       [&](const Option& o) { return o.letter == text[i]; });
      if (option == command_.options.end()) {
        wants_help = wants_help || text[i] == 'h';
        problem = text[i] == 'h' ? "" : std::string("unknown option -") + text[i];
      } else if (option->argument.empty()) {
        invocation.options.emplace_back(key_of(*option), "");
      } else {
        const std::string rest = text.substr(i + 1);
        take_value(*option, rest.empty() ? std::nullopt : std::optional(rest));
        return;
      }
    }
  }

  void take_value(const Option& option, std::optional<std::string> value) {
    if (!value && at_ >= words_.size()) {
      problem = form(option) + " needs a value";
      return;
    }
    invocation.options.emplace_back(key_of(option), value ? *value : words_[at_++]);
  }

  const Command& command_;
  std::span<const std::string> words_;
  std::size_t at_ = 0;
};

const Command* find_command(std::span<const Command> commands, std::span<const std::string> words,
                            std::size_t& used) {
  for (const Command& command : commands) {
    if (words.empty() || command.group != words[0]) {
      continue;
    }
    const auto name = base::words(command.name);  // "cache flush" has two
    if (words.size() > name.size() && std::equal(name.begin(), name.end(), words.begin() + 1)) {
      used = 1 + name.size();
      return &command;
    }
  }
  return nullptr;
}

void print(Console& console, const std::vector<std::string>& lines, bool as_error) {
  for (const std::string& line : lines) {
    as_error ? console.err(line) : console.out(line);
  }
}

}  // namespace

bool Invocation::has(std::string_view name) const {
  return value(name).has_value();
}

std::optional<std::string> Invocation::value(std::string_view name) const {
  for (auto option = options.rbegin(); option != options.rend(); ++option) {
    if (option->first == name) {
      return option->second;
    }
  }
  return std::nullopt;
}

std::string Invocation::config_file() const {
  return value("config").value_or(config::kDefaultFile);
}

std::vector<std::string> overview(std::span<const Command> commands, std::string_view group) {
  std::vector<std::pair<std::string, std::string_view>> rows;
  std::size_t width = 0;
  for (const Command& command : commands) {
    if (group.empty() || command.group == group) {
      std::string name(command.group);
      name += command.name.empty() ? "" : " " + std::string(command.name);
      name += command.arguments.empty() ? "" : " " + std::string(command.arguments);
      width = std::max(width, name.size() + 2);
      rows.emplace_back(std::move(name), command.help);
    }
  }
  const std::string which = group.empty() ? "COMMAND [SUBCOMMAND]" : std::string(group) + " SUBCOMMAND";
  std::vector<std::string> out{"Usage: dovetail " + which + " [OPTION ...] [ARGUMENT ...]", "", "Commands:"};
  for (auto& [name, help] : rows) {
    out.push_back("  " + padded(std::move(name), width) + std::string(help));
  }
  out.insert(out.end(), {"", "`dovetail COMMAND SUBCOMMAND --help` lists the options of one."});
  return out;
}

std::vector<std::string> usage(const Command& command) {
  std::string line = "Usage: " + full_name(command) + (command.options.empty() ? "" : " [OPTION ...]");
  line += command.arguments.empty() ? "" : " " + std::string(command.arguments);
  std::vector<std::string> out{std::move(line), std::string(command.help)};
  if (!command.options.empty()) {
    out.insert(out.end(), {"", "Options:"});
  }
  std::size_t width = 0;
  for (const Option& option : command.options) {
    width = std::max(width, form(option).size() + 2);
  }
  for (const Option& option : command.options) {
    out.push_back("  " + padded(form(option), width) + std::string(option.help));
  }
  return out;
}

namespace {

// The group alone, the group with --help, or a mistake.
int no_command(std::span<const Command> commands, const std::vector<std::string>& words, Console& console) {
  const bool known = std::any_of(commands.begin(), commands.end(),
                                 [&](const Command& command) { return command.group == words[0]; });
  const bool help = known && words.size() == 2 && (words[1] == "--help" || words[1] == "-h");
  if (!help) {
    console.err("dovetail: " + (known && words.size() == 1 ? words[0] + " needs a subcommand"
                                                           : "unknown command " + base::joined(words, " ")));
  }
  if (known) {
    print(console, overview(commands, words[0]), !help);
  } else {
    console.err(
        "Usage: dovetail COMMAND [SUBCOMMAND] [OPTION ...] [ARGUMENT ...]; dovetail --help lists them");
  }
  return help ? kSuccess : kUsage;
}

// `dovetail help`, and what only our packaging asks for.
int help(std::span<const Command> commands, const std::vector<std::string>& words, Console& console) {
  if (words.size() == 3 && words[1] == "--completion") {
    const auto script = completion(commands, words[2]);
    if (!script) {
      console.err("dovetail help --completion: bash or zsh");
      return kUsage;
    }
    print(console, *script, false);
    return kSuccess;
  }
  const bool as_manual = words.size() == 2 && words[1] == "--manual";
  print(console, as_manual ? manual(commands) : overview(commands), words.empty());
  return words.empty() ? kUsage : kSuccess;
}

}  // namespace

int run_command_line(std::span<const Command> commands, const std::vector<std::string>& words,
                     Console& console) {
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    return help(commands, words, console);
  }
  if (words[0] == "--version") {
    console.out("dovetail " DOVETAIL_VERSION);
    return kSuccess;
  }
  std::size_t used = 0;
  const Command* command = find_command(commands, words, used);
  if (command == nullptr) {
    return no_command(commands, words, console);
  }
  Parser parser(*command, std::span(words).subspan(used));
  if (!parser.parse()) {
    console.err(full_name(*command) + ": " + parser.problem);
    print(console, usage(*command), true);
    return kUsage;
  }
  if (parser.wants_help) {
    print(console, usage(*command), false);
    return kSuccess;
  }
  return command->run(parser.invocation, console);
}

}  // namespace dovetail::cli
