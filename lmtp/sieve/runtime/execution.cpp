// SPDX-License-Identifier: MIT
#include "lmtp/sieve/runtime/execution.hpp"

#include <algorithm>
#include <cassert>

#include "lmtp/sieve/runtime/machine.hpp"

namespace dovetail::lmtp::sieve {

namespace {

// The order of carrying out: a failed local store must not follow a mail already sent; marks last.
int rank(const Action& action) {
  if (std::holds_alternative<Store>(action.what)) return 0;
  return std::holds_alternative<MarkDuplicate>(action.what) ? 2 : 1;
}

}  // namespace

bool keep_needed(const Outcome& outcome, const std::vector<bool>& succeeded) {
  if (!outcome.keep_cancelled) return false;  // the keep is one of the actions
  assert(succeeded.size() == outcome.actions.size());
  for (std::size_t i = 0; i < outcome.actions.size(); ++i) {
    if (outcome.actions[i].cancels_keep && !succeeded[i]) return true;
  }
  return false;
}

Outcome Machine::outcome() {
  Outcome out;
  out.status = status_;
  out.messages = std::move(messages_);
  out.implicit_keep.mailbox = input_.default_mailbox;
  if (status_ == Status::ok) {
    out.implicit_keep.flags = flags_;
    out.implicit_keep.header = header_snapshot();
    out.actions = actions_.actions();
    out.keep_cancelled = !actions_.keep_in_force();
  }
  if (status_ == Status::temporary_failure) return out;
  const bool kept = std::any_of(out.actions.begin(), out.actions.end(), [&](const Action& action) {
    const Store* store = std::get_if<Store>(&action.what);
    return store != nullptr && actions_.is_default_mailbox(store->mailbox);
  });
  if (!out.keep_cancelled && !kept) out.actions.push_back({out.implicit_keep, true, {}, 0});
  std::stable_sort(out.actions.begin(), out.actions.end(),
                   [](const Action& a, const Action& b) { return rank(a) < rank(b); });
  return out;
}

Execution::Execution(Input input) : machine_(std::make_unique<Machine>(std::move(input))) {}
Execution::~Execution() = default;

void Execution::set_trace(Trace* trace) {
  machine_->set_trace(trace);
}

void Execution::begin(std::shared_ptr<const Script> script) {
  machine_->begin(std::move(script));
}

Execution::Step Execution::step(std::optional<Answer> answer) {
  return machine_->step(std::move(answer));
}

bool Execution::wants_next() const {
  return machine_->status() == Status::ok && machine_->actions().keep_in_force();
}

bool Execution::delivers_nowhere() const {
  return machine_->status() == Status::ok && machine_->actions().delivers_nowhere();
}

const std::vector<Action>& Execution::recorded() const {
  return machine_->actions().actions();
}

bool Execution::implicit_keep() const {
  return machine_->actions().implicit_keep();
}

Outcome Execution::finish() {
  return machine_->outcome();
}

}  // namespace dovetail::lmtp::sieve
