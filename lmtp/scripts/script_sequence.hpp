// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::lmtp::sieve {
class Script;
}

namespace dovetail::lmtp::scripts {

class ScriptCache;

// Where a user's scripts are, as in Dovecot's plugin section with all %-variables expanded. "~/" and relative
// paths start at the home. Location syntax: [file:]path[;active=path].
struct Locations {
  bool enabled = true;              // sieve_enabled
  std::string home;                 // absolute; "" if the user has none
  std::string personal;             // sieve; "" means file:~/sieve;active=~/.dovecot.sieve
  std::string personal_dir;         // sieve_dir (old): `personal` is then the active link
  std::string fallback;             // sieve_default
  std::vector<std::string> before;  // sieve_before, sieve_before2, … up to the first gap
  std::vector<std::string> after;   // sieve_after, …
  std::string discard;              // sieve_discard
  std::string global;               // sieve_global: for include :global
  std::string user_log;             // sieve_user_log; "" means the default beside the script
};

// One script of the sequence, or why it cannot run.
struct SequenceItem {
  enum class Problem { none, compile, temporary };
  std::shared_ptr<const sieve::Script> script;  // set when problem is none
  Problem problem = Problem::none;  // compile: sequence ends, implicit keep. temporary: answer 4xx
  bool personal = false;            // problems go to the user's log; else to the server's
  std::string path;                 // for the log
  std::string diagnostics;          // compiler's lines, or what failed
};

// The scripts of one delivery in their order: before, personal (or default), after; each is opened when its
// turn comes. Works on the calling thread with its file system ids (disk worker). A script that is not there
// is skipped.
class ScriptSequence {
 public:
  ScriptSequence(const Locations& locations, ScriptCache& cache);
  ~ScriptSequence();
  ScriptSequence(ScriptSequence&&) noexcept;

  std::optional<SequenceItem> next();
  // The script for messages that would be delivered nowhere; nothing if none is configured.
  std::optional<SequenceItem> discard();
  // Path of the user's log file for compile and runtime errors of the personal script; "" if there is no
  // home.
  std::string user_log() const;
  // What was passed over and why, for the log: a broken link, a link to outside the storage.
  const std::vector<std::string>& warnings() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dovetail::lmtp::scripts
