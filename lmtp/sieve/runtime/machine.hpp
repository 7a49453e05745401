// SPDX-License-Identifier: MIT
#pragma once

#include <any>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lmtp/message/message.hpp"
#include "lmtp/sieve/language/template_string.hpp"
#include "lmtp/sieve/runtime/action_list.hpp"
#include "lmtp/sieve/runtime/execution.hpp"
#include "lmtp/sieve/runtime/operation.hpp"
#include "lmtp/sieve/runtime/variables.hpp"
#include "lmtp/sieve/runtime/wildcard.hpp"

namespace dovetail::lmtp::sieve {

class Trace;

// The state of one delivery's run: what operations read and change. Owned by its Execution, used by one
// thread.
class Machine {
 public:
  explicit Machine(Input input);

  // For Execution.
  void begin(std::shared_ptr<const Script> script);
  Execution::Step step(std::optional<Answer> answer);
  Status status() const { return status_; }
  const std::vector<RuntimeMessage>& messages() const { return messages_; }
  Outcome outcome();

  // The delivery.
  const Input& input() const { return input_; }
  Envelope& envelope() { return input_.envelope; }
  const Settings& settings() const { return input_.settings; }
  message::Message& message() { return input_.message; }
  EditedHeader header_snapshot() const;  // for an action: the header if a script has changed it
  ActionList& actions() { return actions_; }
  std::vector<std::string>& flags() { return flags_; }  // imap4flags' internal variable

  // Records an action of the operation that runs now; a conflict or limit makes the run fail.
  Flow act(Action action);
  Flow keep(Action store);

  // Control.
  bool result() const { return result_; }
  Flow answer_test(bool result) {
    result_ = result;
    return Flow::next;
  }
  void jump(unsigned label);
  void call(std::shared_ptr<const Script> script);  // include: run it, then go on behind this operation
  std::size_t call_depth() const { return frames_.size(); }
  // The answer to the question this operation asked, if it runs for the second time.
  std::optional<Answer> take_answer();
  Flow ask(Question question);
  Flow fail(std::string text);
  Flow fail_temporarily(std::string text);
  void warn(std::string text);
  void complain(std::string text);  // an error that does not end the run
  unsigned line() const;
  const std::string& script_name() const;

  // Strings.
  std::string expand(const TemplateString& string);
  Variables& variables() { return frames_.back().variables; }
  MatchBudget& budget() { return budget_; }

  // State of an extension: until the script ends, or for the whole sequence; made at the first call.
  template <class T>
  T& script_state(std::string_view key) {
    return state<T>(script_states_, key);
  }
  template <class T>
  T& run_state(std::string_view key) {
    return state<T>(run_states_, key);
  }
  template <class T>
  T& frame_state(std::string_view key) {
    return state<T>(frames_.back().states, key);
  }

  // Where the run is described for a human, if anybody wants to know; else nullptr.
  Trace* trace() const { return trace_; }
  void set_trace(Trace* trace) { trace_ = trace; }

 private:
  using States = std::map<std::string, std::any, std::less<>>;
  struct Frame {
    std::shared_ptr<const Script> script;
    std::size_t next = 0;  // operation to run next
    std::size_t current = 0;
    Variables variables = {};
    States states = {};
  };

  template <class T>
  static T& state(States& states, std::string_view key) {
    auto found = states.find(key);
    if (found == states.end()) found = states.emplace(std::string(key), T{}).first;
    return *std::any_cast<T>(&found->second);
  }

  Flow run_one();
  bool within_limits();
  Execution::Step end_script();
  void say(bool error, std::string text);

  Input input_;
  ActionList actions_;
  std::vector<std::string> flags_;
  std::vector<Frame> frames_;
  bool result_ = false;
  std::optional<Question> question_;
  std::optional<Answer> answer_;
  Status status_ = Status::ok;
  std::vector<RuntimeMessage> messages_;
  MatchBudget budget_;
  std::uint64_t instructions_ = 0;
  std::optional<std::chrono::nanoseconds> cpu_start_;
  States script_states_;
  States run_states_;
  Trace* trace_ = nullptr;
};

}  // namespace dovetail::lmtp::sieve
