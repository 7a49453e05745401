// SPDX-License-Identifier: MIT
#include <array>

#include "daemons/dovetail/sieve_commands.hpp"
#include "daemons/dovetail/sieve_script.hpp"
#include "lmtp/scripts/directory.hpp"

namespace dovetail::cli {

namespace {

constexpr int kWrongScript = 1;  // as sievec documents it

constexpr std::array kOptions = {
    Option{'x', "extensions", "LIST", "As sieve_extensions: a list, or +NAME and -NAME."},
};

int check(const Invocation& invocation, Console& console) {
  const std::string extensions = invocation.value("extensions").value_or("");
  bool right = true;
  for (const std::string& path : invocation.arguments) {
    const auto files = lmtp::scripts::scripts_of(path);
    for (const std::string& file : files ? *files : std::vector<std::string>{path}) {
      right = compile_script(file, extensions, console) != nullptr && right;
    }
  }
  return right ? kSuccess : kWrongScript;
}

}  // namespace

const Command kSieveCheck = {"sieve", "check", "SCRIPT|DIRECTORY...", 1, 1000,
                             "Compile Sieve scripts and say what is wrong with them.", kOptions, check};

}  // namespace dovetail::cli
