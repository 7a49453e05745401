// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "libcommon/base/unique_function.hpp"
#include "libcommon/event/handles.hpp"

namespace dovetail::event {

class Loop;

// Calls once after a while. Destroying the Timer cancels it; the call may schedule it again or destroy it.
class Timer {
 public:
  Timer(Loop& loop, base::UniqueFunction<void()> call);
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void schedule(std::chrono::milliseconds delay);  // from now; replaces an earlier schedule
  void cancel();
  bool pending() const { return pending_; }

 private:
  static void on_time(int fd, short what, void* self) noexcept;

  Loop& loop_;
  base::UniqueFunction<void()> call_;
  EventHandle event_;
  bool pending_ = false;
};

}  // namespace dovetail::event
