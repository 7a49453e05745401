// SPDX-License-Identifier: MIT
#include "daemons/dovetail/sieve_command.hpp"


#include <cstdio>

#include "daemons/dovetail/sieve_options.hpp"
#include "daemons/dovetail/sieve_run.hpp"

namespace dovetail::tool {

namespace {

constexpr int kUsage = 64;

int usage() {
  std::fputs(
      "usage: dovetail sieve check [-x EXTENSIONS] SCRIPT|DIRECTORY…\n"
      "       dovetail sieve run [-f SENDER] [-r RECIPIENT] [-a ORIGINAL] [-m MAILBOX] [-s SCRIPT]…\n"
      "                          [-t -] [-x EXTENSIONS] SCRIPT MESSAGE\n",
      stderr);
  return kUsage;
}

int check(const SieveOptions& options) {
  if (options.operands.empty()) return usage();
  bool right = true;
  for (const std::string& path : options.operands) {
    right = check_scripts(path, options) && right;
  }
  return right ? 0 : 1;
}

int run(const SieveOptions& options) {
  if (options.operands.size() != 2) return usage();
  return run_script(options) ? 0 : 1;
}

}  // namespace

int sieve_command(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return usage();
  const auto options = parse_sieve_options({arguments.begin() + 1, arguments.end()});
  if (!options) return usage();
  if (arguments[0] == "check") return check(*options);
  if (arguments[0] == "run") return run(*options);
  return usage();
}

}  // namespace dovetail::tool
