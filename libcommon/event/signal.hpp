// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/base/unique_function.hpp"
#include "libcommon/event/handles.hpp"

namespace dovetail::event {

class Loop;

// Calls on the loop whenever the process gets signal `number`, from construction to destruction. One Loop of
// a process handles signals.
class Signal {
 public:
  Signal(Loop& loop, int number, base::UniqueFunction<void()> call);
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

 private:
  static void on_signal(int number, short what, void* self) noexcept;

  Loop& loop_;
  base::UniqueFunction<void()> call_;
  EventHandle event_;
};

}  // namespace dovetail::event
