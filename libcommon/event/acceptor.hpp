// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/base/unique_function.hpp"
#include "libcommon/event/handles.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/event/unique_fd.hpp"

namespace dovetail::event {

class Loop;

// Accepts connections on a listening socket (own or handed over; made non-blocking here). The callback gets a
// non-blocking, close-on-exec descriptor. When the process is out of descriptors or memory it reports the
// errno value once, and tries again a second later instead of spinning.
class Acceptor {
 public:
  Acceptor(Loop& loop, UniqueFd listening, base::UniqueFunction<void(UniqueFd)> accepted,
           base::UniqueFunction<void(int errno_value)> failed);
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  void pause();  // connections wait in the kernel's queue
  void resume();
  bool paused() const { return paused_; }
  void accept_waiting();  // takes what is in the queue now; also while paused
  int fd() const { return listening_.get(); }

 private:
  static void on_ready(int fd, short what, void* self) noexcept;
  void accept_some();
  bool accept_one();
  void back_off(int errno_value);

  Loop& loop_;
  UniqueFd listening_;
  base::UniqueFunction<void(UniqueFd)> accepted_;
  base::UniqueFunction<void(int)> failed_;
  EventHandle event_;
  Timer retry_;
  bool paused_ = false;
  bool failing_ = false;
};

}  // namespace dovetail::event
