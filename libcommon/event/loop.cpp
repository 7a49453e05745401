// SPDX-License-Identifier: MIT
#include "libcommon/event/loop.hpp"

#include <cassert>
#include <csignal>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include <event2/event.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "libcommon/event/guarded.hpp"

namespace dovetail::event {

namespace {

// One thread only touches the base, so libevent needs no locks.
BaseHandle make_base() {
  ::event_config* config = ::event_config_new();
  if (config == nullptr) {
    return nullptr;
  }
  ::event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
  BaseHandle base(::event_base_new_with_config(config));
  ::event_config_free(config);
  return base;
}

}  // namespace

void Loop::TurnHook::unlink() {
  if (next_ != nullptr) {
    previous_->next_ = next_;
    next_->previous_ = previous_;
    previous_ = next_ = nullptr;
  }
}

Loop::ListHead::ListHead() {
  previous_ = next_ = this;
}

void Loop::append(ListHead& list, TurnHook& hook) {
  hook.previous_ = list.previous_;
  hook.next_ = &list;
  list.previous_->next_ = &hook;
  list.previous_ = &hook;
}

Loop::Loop() : base_(make_base()), wake_up_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (base_ && wake_up_fd_) {
    wake_up_.reset(
        ::event_new(base_.get(), wake_up_fd_.get(), EV_READ | EV_PERSIST, &Loop::on_wake_up, this));
  }
  if (!wake_up_ || ::event_add(wake_up_.get(), nullptr) != 0) {
    throw std::runtime_error("cannot make an event loop");
  }
  std::signal(SIGPIPE, SIG_IGN);  // evhttp writes with writev(2), which knows no MSG_NOSIGNAL
}

Loop::~Loop() {
  while (hooks_.next_ != &hooks_) {
    hooks_.next_->unlink();
  }
  while (later_hooks_.next_ != &later_hooks_) {
    later_hooks_.next_->unlink();
  }
}

void Loop::run() {
  while (!stopping_) {
    run_once(true);
  }
  stopping_ = false;
}

void Loop::run_once(bool may_wait) {
  assert(inside());
  turn_time_.reset();
  const bool must_not_wait = !may_wait || stopping_ || hooks_.next_ != &hooks_;
  ::event_base_loop(base_.get(), EVLOOP_ONCE | (must_not_wait ? EVLOOP_NONBLOCK : 0));
  run_hooks();
  if (problem_) {
    std::rethrow_exception(std::exchange(problem_, nullptr));
  }
}

void Loop::stop() {
  assert(inside());
  stopping_ = true;
}

base::MonoTime Loop::turn_time() {
  assert(inside());
  if (!turn_time_) {
    turn_time_ = std::chrono::steady_clock::now();
  }
  return *turn_time_;
}

void Loop::at_turn_end(TurnHook& hook) {
  assert(inside());
  if (hook.next_ == nullptr) {
    append(hook.last_turn_ == turn_ ? later_hooks_ : hooks_, hook);
  }
}

// A hook may ask for others of the same turn (a decided batch makes streams flush), but nobody runs twice in
// it.
void Loop::run_hooks() {
  while (hooks_.next_ != &hooks_) {
    TurnHook& hook = *hooks_.next_;
    hook.unlink();
    hook.last_turn_ = turn_;
    guarded(*this, [&hook] { hook.turn_ended(); });
  }
  ++turn_;
  while (later_hooks_.next_ != &later_hooks_) {
    TurnHook& hook = *later_hooks_.next_;
    hook.unlink();
    append(hooks_, hook);
  }
}

void Loop::post(base::UniqueFunction<void()> call) {
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    was_empty = posted_.empty();
    posted_.push_back(std::move(call));
  }
  if (was_empty) {
    const std::uint64_t one = 1;
    // Cannot fail but by overflow, and then the loop is awake anyway.
    [[maybe_unused]] const ssize_t written = ::write(wake_up_fd_.get(), &one, sizeof one);
  }
}

void Loop::run_posted() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t size = ::read(wake_up_fd_.get(), &count, sizeof count);
  std::vector<base::UniqueFunction<void()>> calls;
  {
    const std::lock_guard lock(mutex_);
    calls.swap(posted_);
  }
  for (auto& call : calls) {
    guarded(*this, call);
  }
}

void Loop::on_wake_up(int, short, void* self) noexcept {
  Loop& loop = *static_cast<Loop*>(self);
  guarded(loop, [&loop] { loop.run_posted(); });
}

void Loop::fail(std::exception_ptr problem) noexcept {
  if (!problem_) {
    problem_ = std::move(problem);
  }
}

}  // namespace dovetail::event
