// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lmtp/message/message.hpp"
#include "lmtp/sieve/extensions/all.hpp"
#include "lmtp/sieve/runtime/compile.hpp"
#include "lmtp/sieve/runtime/execution.hpp"
#include "lmtp/sieve/runtime/settings.hpp"

namespace dovetail::test {

// One delivery as a test writes it: what a script is given besides itself.
struct Delivery {
  std::string message =
      "From: sender@example.com\r\nTo: recipient@example.org\r\nSubject: Frop!\r\n\r\nFriep!\r\n";
  lmtp::sieve::Envelope envelope = {"sender@example.com", "recipient@example.org", "recipient@example.org",
                                    ""};
  lmtp::sieve::Settings settings = {};
  std::vector<std::string> flags = {};
  std::vector<lmtp::sieve::Answer> answers = {};      // given in this order to the script's questions
  std::vector<lmtp::sieve::Question> questions = {};  // what was asked
  std::string extensions = "";                        // sieve_extensions
};

// The compiler's diagnostics, line by line.
std::string compile_errors(std::string_view source, std::string_view extensions = "");
// Runs the scripts as one sequence.
lmtp::sieve::Outcome run_scripts(const std::vector<std::string>& sources, Delivery& delivery);
// The outcome in few words: "store A; redirect x@y (copy); keep", messages last.
std::string run(std::string_view source, Delivery delivery = {});
std::string summary(const lmtp::sieve::Outcome& outcome);

}  // namespace dovetail::test
