// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace dovetail::lmtp::sieve {

// What the interpreter has to be told from outside; it is resumed with an Answer. Same engine for daemon,
// tool and test.

struct MailboxesExist {  // answer: bool, true if all exist and can be written
  std::vector<std::string> names;
};
struct SpecialUseExists {              // answer: bool
  std::optional<std::string> mailbox;  // in this one, or in any
  std::vector<std::string> flags;
};
struct DuplicateSeen {  // answer: bool; a read only, the mark comes as an action
  std::string key;
  std::int64_t seconds = 0;
};
struct MetadataValue {                 // answer: text or nothing
  std::optional<std::string> mailbox;  // nothing: server-wide
  std::string annotation;
};
struct RunProgram {  // filter, execute; answer: ProgramResult
  enum class Input { nothing, text, message };
  std::string program;
  std::vector<std::string> arguments;
  Input input = Input::nothing;
  std::string text;  // for Input::text; for Input::message the whole current message
};
struct ProgramResult {
  bool succeeded = false;
  std::string output;
};

using Question = std::variant<MailboxesExist, SpecialUseExists, DuplicateSeen, MetadataValue, RunProgram>;

// `Unavailable`: the store could not be asked now; the run ends as a temporary failure.
struct Unavailable {
  std::string detail;
};
using Answer = std::variant<bool, std::optional<std::string>, ProgramResult, Unavailable>;

}  // namespace dovetail::lmtp::sieve
