// SPDX-License-Identifier: MIT
#include "libcommon/daemon/options.hpp"

#include <getopt.h>

#include "libcommon/daemon/version.hpp"

namespace dovetail::daemon {

namespace {

constexpr int kFirstExtra = 256;  // above every letter

struct Known {
  const char* name;
  char letter;
  const char* argument;
  const char* help;
};
constexpr Known kKnown[] = {
    {"config", 'c', "FILE", "configuration file"},
    {"check", 't', nullptr, "read the configuration, print all problems, start nothing"},
    {"print-config", 'n', nullptr, "print the settings that differ from their default and leave"},
    {"version", 'V', nullptr, "print the version and leave"},
    {"help", 'h', nullptr, "print this and leave"},
};

// getopt_long(3)'s two tables, made of the common options and the daemon's own.
struct Table {
  std::string letters = ":";
  std::vector<::option> longs;

  void add(const char* name, char letter, bool argument, int value) {
    longs.push_back({name, argument ? required_argument : no_argument, nullptr, value});
    if (letter != 0) {
      letters += letter;
      letters += argument ? ":" : "";
    }
  }
  explicit Table(const ProgramInfo& program) {
    for (const Known& one : kKnown) {
      add(one.name, one.letter, one.argument != nullptr, one.letter);
    }
    int value = kFirstExtra;
    for (const ExtraOption& one : program.extra) {
      add(one.name.c_str(), one.letter, !one.argument.empty(), value++);
    }
    longs.push_back({nullptr, 0, nullptr, 0});
  }
};

const ExtraOption* extra_option(const ProgramInfo& program, int value) {
  for (std::size_t index = 0; index < program.extra.size(); ++index) {
    if (value == kFirstExtra + static_cast<int>(index) || value == program.extra[index].letter) {
      return &program.extra[index];
    }
  }
  return nullptr;
}

base::Error usage_error(const ProgramInfo& program, int value, const char* word) {
  const std::string shown = ::optopt != 0 && ::optopt < kFirstExtra
                                ? std::string("-") + static_cast<char>(::optopt)
                                : std::string(word == nullptr ? "?" : word);
  return base::permanent(
      "dovetail-" + program.name + ": " +
      (value == ':' ? "option " + shown + " needs an argument" : "unknown option " + shown) + "; try --help");
}

void take(const ProgramInfo& program, int value, Options& options) {
  const char* argument = ::optarg == nullptr ? "" : ::optarg;
  switch (value) {
    case 'c':
      options.config_file = argument;
      return;
    case 't':
      options.action = Action::check;
      return;
    case 'n':
      options.action = Action::print_config;
      return;
    case 'V':
      options.action = Action::version;
      return;
    case 'h':
      options.action = Action::help;
      return;
    default:
      break;
  }
  if (const ExtraOption* extra = extra_option(program, value)) {
    options.extra.emplace_back(extra->name, argument);
  }
}

std::string help_line(char letter, const std::string& name, const std::string& argument,
                      const std::string& help) {
  std::string left = letter == 0 ? "      --" : std::string("  -") + letter + ", --";
  left += name + (argument.empty() ? "" : " " + argument);
  left += left.size() < 30 ? std::string(30 - left.size(), ' ') : "\n" + std::string(30, ' ');
  return left + help + "\n";
}

}  // namespace

std::optional<std::string> Options::value(std::string_view extra_name) const {
  for (auto one = extra.rbegin(); one != extra.rend(); ++one) {
    if (one->first == extra_name) {
      return one->second;
    }
  }
  return std::nullopt;
}

base::Result<Options> parse_command_line(const ProgramInfo& program, int argc, char** argv) {
  Options options;
  options.config_file = program.default_config;
  const Table table(program);
  ::optind = 0;  // GNU: begin anew, also for a second call in one process
  ::opterr = 0;
  for (;;) {
    const int at = ::optind == 0 ? 1 : ::optind;
    const int value = ::getopt_long(argc, argv, table.letters.c_str(), table.longs.data(), nullptr);
    if (value == -1) {
      break;
    }
    if (value == '?' || value == ':') {
      return base::Unexpected(usage_error(program, value, at < argc ? argv[at] : nullptr));
    }
    take(program, value, options);
  }
  if (::optind < argc) {
    return base::Unexpected(base::permanent("dovetail-" + program.name + ": unexpected word " +
                                            argv[::optind] +
                                            " (a configuration file is given by -c FILE); try --help"));
  }
  return options;
}

std::string help_text(const ProgramInfo& program) {
  std::string text = "Usage: dovetail-" + program.name + " [OPTION]...\n" + program.summary + "\n\n";
  for (const Known& one : kKnown) {
    const std::string note = one.letter == 'c' ? " (default " + program.default_config + ")" : "";
    text += help_line(one.letter, one.name, one.argument == nullptr ? "" : one.argument, one.help + note);
  }
  for (const ExtraOption& one : program.extra) {
    text += help_line(one.letter, one.name, one.argument, one.help);
  }
  return text;
}

std::string version_text(const ProgramInfo& program) {
  return "dovetail-" + program.name + " " + version() + "\n";
}

}  // namespace dovetail::daemon
