// SPDX-License-Identifier: MIT
#include "lmtp/sieve/runtime/machine.hpp"

#include <utility>

#include "lmtp/sieve/language/spec.hpp"
#include "lmtp/sieve/runtime/limits.hpp"
#include "lmtp/sieve/runtime/script.hpp"
#include "lmtp/sieve/runtime/settings.hpp"
#include "lmtp/sieve/runtime/trace.hpp"

namespace dovetail::lmtp::sieve {

Machine::Machine(Input input)
    : input_(std::move(input)),
      actions_(input_.settings, input_.default_mailbox),
      flags_(input_.initial_flags),
      budget_{limits::kMatchSteps} {}

void Machine::begin(std::shared_ptr<const Script> script) {
  if (trace_ != nullptr) trace_->write(0, "## Started executing script '" + script->name() + "'");
  actions_.begin_script();
  script_states_.clear();
  frames_.clear();
  frames_.push_back({std::move(script)});
  question_.reset();
  answer_.reset();
}

Execution::Step Machine::step(std::optional<Answer> answer) {
  if (answer && std::holds_alternative<Unavailable>(*answer)) {
    fail_temporarily(std::get<Unavailable>(*answer).detail);
    return end_script();
  }
  answer_ = std::move(answer);
  while (status_ == Status::ok && !frames_.empty()) {
    switch (run_one()) {
      case Flow::next:
        break;
      case Flow::wait:
        frames_.back().next = frames_.back().current;
        return *std::exchange(question_, std::nullopt);
      case Flow::leave:
        frames_.pop_back();
        break;
      case Flow::stop:
      case Flow::fail:
        return end_script();
    }
  }
  return end_script();
}

Flow Machine::run_one() {
  Frame& frame = frames_.back();
  const auto& instructions = frame.script->instructions();
  if (frame.next >= instructions.size()) return Flow::leave;
  if (!within_limits()) return Flow::fail;
  frame.current = frame.next++;
  const Flow flow = instructions[frame.current].operation->run(*this);
  if (budget_.exhausted && status_ == Status::ok) {
    say(true, "execution exceeded CPU time limit");
    status_ = Status::resource_limit;
    return Flow::fail;
  }
  return flow;
}

// Looks at the clock rarely: reading it costs more than most operations.
bool Machine::within_limits() {
  constexpr std::uint64_t kStride = 16;
  const auto limit = input_.settings.max_cpu_time;
  bool within = ++instructions_ <= limits::kInstructions;
  if (input_.cpu_time != nullptr && limit.count() > 0 && instructions_ % kStride == 1) {
    const auto now = input_.cpu_time();
    if (!cpu_start_) cpu_start_ = now;
    within = within && now - *cpu_start_ <= limit;
  }
  if (!within) {
    say(true, "execution exceeded CPU time limit");
    status_ = Status::resource_limit;
  }
  return within;
}

Execution::Step Machine::end_script() {
  if (trace_ != nullptr && !frames_.empty()) {
    trace_->write(0, "## Finished executing script '" + frames_.front().script->name() + "'");
  }
  frames_.clear();
  return Execution::ScriptEnded{};
}

EditedHeader Machine::header_snapshot() const {
  if (!input_.message.header_replaced()) return std::nullopt;
  return std::string(input_.message.header().bytes());
}

Flow Machine::act(Action action) {
  action.script = script_name();
  action.line = line();
  auto problem = actions_.add(std::move(action));
  return problem ? fail(std::move(*problem)) : Flow::next;
}

Flow Machine::keep(Action store) {
  store.script = script_name();
  store.line = line();
  auto problem = actions_.keep(std::move(store));
  return problem ? fail(std::move(*problem)) : Flow::next;
}

void Machine::jump(unsigned label) {
  Frame& frame = frames_.back();
  frame.next = frame.script->target(label);
}

void Machine::call(std::shared_ptr<const Script> script) {
  frames_.push_back({std::move(script)});
}

std::optional<Answer> Machine::take_answer() {
  return std::exchange(answer_, std::nullopt);
}

Flow Machine::ask(Question question) {
  question_ = std::move(question);
  return Flow::wait;
}

Flow Machine::fail(std::string text) {
  say(true, std::move(text));
  status_ = Status::failure;
  return Flow::fail;
}

Flow Machine::fail_temporarily(std::string text) {
  say(true, std::move(text));
  status_ = Status::temporary_failure;
  return Flow::fail;
}

void Machine::warn(std::string text) {
  say(false, std::move(text));
}

void Machine::complain(std::string text) {
  say(true, std::move(text));
}

void Machine::say(bool error, std::string text) {
  if (messages_.size() < limits::kRuntimeMessages)
    messages_.push_back({error, script_name(), line(), std::move(text)});
}

unsigned Machine::line() const {
  if (frames_.empty()) return 0;
  const Frame& frame = frames_.back();
  return frame.current < frame.script->instructions().size()
             ? frame.script->instructions()[frame.current].line
             : 0;
}

const std::string& Machine::script_name() const {
  static const std::string kNone;
  return frames_.empty() ? kNone : frames_.back().script->name();
}

std::string Machine::expand(const TemplateString& string) {
  if (string.constant()) return std::string(string.literal());
  std::string out;
  for (const StringPart& part : string.parts()) {
    switch (part.kind) {
      case StringPart::Kind::text:
        out += part.text;
        break;
      case StringPart::Kind::variable:
        out += variables().get(part.text);
        break;
      case StringPart::Kind::match_value:
        out += variables().match_value(part.index);
        break;
      case StringPart::Kind::namespaced:
        out += part.space->value(part.text, *this);
        break;
    }
  }
  return out;
}

}  // namespace dovetail::lmtp::sieve
