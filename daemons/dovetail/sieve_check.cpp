// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "daemons/dovetail/sieve_commands.hpp"
#include "daemons/dovetail/sieve_script.hpp"
#include "lmtp/scripts/directory.hpp"

namespace dovetail::cli {

namespace {

constexpr std::array kOptions = {
    Option{'x', "extensions", "LIST", "As sieve_extensions: a list, or +NAME and -NAME."},
};

int check(const Invocation& invocation, Console& console) {
  const std::string extensions = invocation.value("extensions").value_or("");
  int worst = kSuccess;  // that a file cannot be read tells more than that another is wrong
  for (const std::string& path : invocation.arguments) {
    const auto files = lmtp::scripts::scripts_of(path);
    for (const std::string& file : files ? *files : std::vector<std::string>{path}) {
      int status = kSuccess;
      compile_script(file, extensions, console, status);
      worst = std::max(worst, status);
    }
  }
  return worst;
}

}  // namespace

const Command kSieveCheck = {"sieve", "check", "SCRIPT|DIRECTORY...", 1, 1000,
                             "Compile Sieve scripts and say what is wrong with them.", kOptions, check};

}  // namespace dovetail::cli
