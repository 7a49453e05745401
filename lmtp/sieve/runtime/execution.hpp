// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "lmtp/sieve/runtime/action.hpp"
#include "lmtp/sieve/runtime/question.hpp"

namespace dovetail::lmtp::message {
class Message;
}

namespace dovetail::lmtp::sieve {

class Machine;
class Script;
class Trace;
struct Settings;

struct Envelope {
  std::string from;     // reverse path without brackets; "" is the null sender
  std::string to;       // final recipient
  std::string orig_to;  // recipient as given to the first hop; "" if unknown
  std::string auth;     // SASL name of the sender; "" if unknown
};

// Everything one delivery's scripts may see. References must outlive the Execution.
struct Input {
  message::Message& message;  // header edits of scripts are made in it
  const Settings& settings;
  Envelope envelope;
  std::string user = {};
  std::string default_mailbox = "INBOX";
  std::vector<std::string> initial_flags = {};  // of a stored message; empty on delivery
  base::WallTime now;                           // the one "now" of the whole delivery
  int zone_minutes = 0;                         // local zone, minutes east of UTC
  // Processor time used by this thread, for the limit; nullptr: the limit is not checked.
  std::chrono::nanoseconds (*cpu_time)() = nullptr;
  void* host = nullptr;  // whoever embeds the interpreter with commands of its own (a test runner)
};

enum class Status {
  ok,
  failure,  // runtime error: nothing of the result counts, the original message goes to the default mailbox
  temporary_failure,  // a question could not be answered: answer the peer with a temporary failure
  resource_limit,     // too much processor time: as `failure`, and worth a word to the administrator
};

// A warning or error that came up while running; for the user's log.
struct RuntimeMessage {
  bool error = false;
  std::string script;
  unsigned line = 0;
  std::string text;
};

// Result of the whole sequence. Actions stand in the order in which they are to be carried out: storing
// first, then sending, marks last; one Store per folder.
struct Outcome {
  Status status = Status::ok;
  std::vector<Action> actions;
  // True: no keep is in force by the script's own decision (fileinto, redirect, discard … cancelled it). The
  // one who carries out the actions still keeps when one that was to cancel it failed or was skipped:
  // see keep_needed().
  bool keep_cancelled = false;
  // Flags and header for that late keep.
  Store implicit_keep;
  std::vector<RuntimeMessage> messages;
};

// Whether the default mailbox must get the message after the actions were carried out. `succeeded` holds one
// value per action of the outcome. Store actions into the default mailbox are part of outcome.actions
// already.
bool keep_needed(const Outcome& outcome, const std::vector<bool>& succeeded);

// Runs the scripts of one delivery, one after the other, and yields questions on the way. Not thread-safe,
// owned by one worker.
//
//   Execution run(input);
//   while (script = sequence.next()) {
//     run.begin(script);
//     for (auto step = run.step(); step is Question; step = run.step(answer)) answer = …;
//     if (!run.wants_next()) break;
//   }
//   Outcome outcome = run.finish();
class Execution {
 public:
  struct ScriptEnded {};
  using Step = std::variant<ScriptEnded, Question>;

  explicit Execution(Input input);
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  void begin(std::shared_ptr<const Script> script);
  // Runs until the script ends or has a question. With an answer only after a Question.
  Step step(std::optional<Answer> answer = std::nullopt);
  // Whether a keep is in force at the end of the last script, and all went well: then the next one runs.
  bool wants_next() const;
  // True if all scripts so far deliver nowhere: time for the `sieve_discard` script.
  bool delivers_nowhere() const;
  Outcome finish();

  // For tools that show what happens: the actions in the order of the script, and whether the implicit keep
  // stands.
  const std::vector<Action>& recorded() const;
  bool implicit_keep() const;
  void set_trace(Trace* trace);  // nullptr: none; must outlive the run
  Machine& machine() { return *machine_; }

 private:
  std::unique_ptr<Machine> machine_;
};

}  // namespace dovetail::lmtp::sieve
