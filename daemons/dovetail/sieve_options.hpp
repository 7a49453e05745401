// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace dovetail::tool {

// The options of both subcommands, as sievec(1) and sieve-test(1) have them.
struct SieveOptions {
  std::string sender;                    // -f; "" and "<>" are the null sender
  bool sender_given = false;
  std::string recipient;                 // -r
  std::string original_recipient;        // -a
  std::string mailbox = "INBOX";         // -m
  std::string extensions;                // -x, as sieve_extensions
  std::vector<std::string> before;       // -s, run before the script
  bool trace = false;                    // -t -
  std::vector<std::string> operands;
};

// Nothing for wrong usage.
std::optional<SieveOptions> parse_sieve_options(const std::vector<std::string>& arguments);

}  // namespace dovetail::tool
