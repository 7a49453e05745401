// SPDX-License-Identifier: MIT
#include "daemons/dovetail/completion.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"

namespace dovetail::cli {
namespace {

using Lines = std::vector<std::string>;

struct Word {
  std::string text;
  std::string help;
};

std::string full_name(const Command& command) {
  return std::string(command.group) + (command.name.empty() ? "" : " " + std::string(command.name));
}

// What may follow each beginning of a command: "" -> auth, config …; "auth cache" -> flush. In the order of the help.
std::vector<std::pair<std::string, std::vector<Word>>> beginnings(std::span<const Command> commands) {
  std::vector<std::pair<std::string, std::vector<Word>>> out;
  const auto next_of = [&out](const std::string& beginning) -> std::vector<Word>& {
    const auto found = std::find_if(out.begin(), out.end(), [&](const auto& one) { return one.first == beginning; });
    return found != out.end() ? found->second : out.emplace_back(beginning, std::vector<Word>()).second;
  };
  for (const Command& command : commands) {
    std::string beginning;
    const std::string name = full_name(command);
    for (const std::string_view word : base::words(name)) {
      auto& next = next_of(beginning);
      beginning += (beginning.empty() ? "" : " ") + std::string(word);
      if (std::none_of(next.begin(), next.end(), [&](const Word& one) { return one.text == word; })) {
        next.push_back({std::string(word), beginning == name ? std::string(command.help) : std::string()});
      }
    }
  }
  return out;
}

std::string quoted(std::string_view text) {
  return "'" + base::replaced_all(std::string(text), "'", "'\\''") + "'";
}

std::string joined(const std::vector<Word>& list) {
  std::string out;
  for (const Word& word : list) {
    out += (out.empty() ? "" : " ") + word.text;
  }
  return out;
}

Lines bash(std::span<const Command> commands) {
  Lines out{"# SPDX-License-Identifier: MIT",
            "# bash completion of dovetail(1); written by `dovetail help --completion bash`.",
            "_dovetail() {",
            "  local word=${COMP_WORDS[COMP_CWORD]} next='' options=--help before=() i",
            "  for ((i = 1; i < COMP_CWORD; ++i)); do",
            "    [[ ${COMP_WORDS[i]} == -* ]] || before+=(\"${COMP_WORDS[i]}\")",
            "  done",
            "  case \"${before[*]}\" in"};
  for (const auto& [beginning, list] : beginnings(commands)) {
    out.push_back("    " + quoted(beginning) + ") next=" + quoted(joined(list)) +
                  (beginning.empty() ? " options='--help --version'" : "") + " ;;");
  }
  for (const Command& command : commands) {
    std::string options = "--help";
    for (const Option& option : command.options) {
      options += option.name.empty() ? " -" + std::string(1, option.letter) : " --" + std::string(option.name);
    }
    const std::string name = quoted(full_name(command));
    out.push_back("    " + name + " | " + name + "\\ *) options=" + quoted(options) + " ;;");
  }
  out.insert(out.end(), {"  esac",
                         "  if [[ $word == -* ]]; then",
                         "    mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\")",
                         "  elif [[ -n $next ]]; then",
                         "    mapfile -t COMPREPLY < <(compgen -W \"$next\" -- \"$word\")",
                         "  else",
                         "    mapfile -t COMPREPLY < <(compgen -f -- \"$word\")",
                         "  fi",
                         "}",
                         "complete -o filenames -F _dovetail dovetail"});
  return out;
}

// Inside of [] of _arguments' specifications, and behind the colon of _describe's.
std::string explained(std::string_view help) {
  std::string out;
  for (const char c : help) {
    out += c == '[' || c == ']' || c == ':' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  }
  return out;
}

std::string specification(const std::string& option, const Option& of) {
  return quoted(option + "[" + explained(of.help) + "]" +
                (of.argument.empty() ? "" : ":" + explained(of.argument) + ":_files"));
}

Lines zsh(std::span<const Command> commands) {
  Lines out{"#compdef dovetail dovetail-authd dovetail-lmtpd dovetail-policyd dovetail-tabled",
            "# SPDX-License-Identifier: MIT",
            "# zsh completion; written by `dovetail help --completion zsh`. The daemons' options come from their --help.",
            "if [[ $service != dovetail ]]; then",
            "  _gnu_generic",
            "  return",
            "fi",
            "local -a before next",
            "before=(${words[2,CURRENT-1]:#-*})",
            "case \"$before\" in"};
  for (const auto& [beginning, list] : beginnings(commands)) {
    out.push_back("  " + quoted(beginning) + ")");
    out.emplace_back("    next=(");
    for (const Word& word : list) {
      out.push_back("      " + quoted(word.text + (word.help.empty() ? "" : ":" + explained(word.help))));
    }
    out.insert(out.end(), {"    )", "    _describe -t commands 'dovetail command' next", "    ;;"});
  }
  for (const Command& command : commands) {
    const std::string name = quoted(full_name(command));
    out.push_back("  " + name + " | " + name + "\\ *)");
    out.emplace_back("    _arguments '--help[Help.]' \\");
    for (const Option& option : command.options) {
      if (option.letter != 0) {
        out.push_back("      " + specification(std::string("-") + option.letter, option) + " \\");
      }
      if (!option.name.empty()) {
        out.push_back("      " + specification("--" + std::string(option.name), option) + " \\");
      }
    }
    out.insert(out.end(), {"      '*:argument:_files'", "    ;;"});
  }
  out.emplace_back("esac");
  return out;
}

}  // namespace

std::optional<std::vector<std::string>> completion(std::span<const Command> commands, std::string_view shell) {
  return shell == "bash"  ? std::optional(bash(commands))
         : shell == "zsh" ? std::optional(zsh(commands))
                          : std::nullopt;
}

}  // namespace dovetail::cli
