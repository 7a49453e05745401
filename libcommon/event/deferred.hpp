// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/base/unique_function.hpp"
#include "libcommon/event/loop.hpp"

namespace dovetail::event {

// A call that runs once at the end of the current turn, however often it was asked for: the place to decide a
// batch of what arrived together, or to remove what may not be destroyed in mid-callback. Destroying the
// Deferred cancels it. A call may schedule itself again: that is for the end of the next turn, which then
// does not wait.
class Deferred final : private Loop::TurnHook {
 public:
  Deferred(Loop& loop, base::UniqueFunction<void()> call) : loop_(loop), call_(std::move(call)) {}

  void schedule() { loop_.at_turn_end(*this); }
  void cancel() { unlink(); }

 private:
  void turn_ended() override { call_(); }

  Loop& loop_;
  base::UniqueFunction<void()> call_;
};

}  // namespace dovetail::event
