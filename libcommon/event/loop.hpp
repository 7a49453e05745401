// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/unique_function.hpp"
#include "libcommon/event/handles.hpp"
#include "libcommon/event/unique_fd.hpp"

namespace dovetail::event {

// The one event loop of a daemon. Everything in this folder belongs to the thread that made the Loop, and
// asserts it; only post() may be called from elsewhere. A turn is: wait for events, handle all of them, then
// run the deferred calls that they asked for (so a Deferred sees everything that arrived at one moment).
class Loop {
 public:
  // Something to run once at the end of the current turn. Being destroyed or cancelled takes it off the list.
  class TurnHook {
   public:
    TurnHook(const TurnHook&) = delete;
    TurnHook& operator=(const TurnHook&) = delete;

    virtual ~TurnHook() { unlink(); }

   protected:
    TurnHook() = default;
    void unlink();

   private:
    friend class Loop;
    virtual void turn_ended() = 0;
    TurnHook* previous_ = nullptr;
    TurnHook* next_ = nullptr;
    unsigned long last_turn_ = 0;
  };

  // Also has the process ignore SIGPIPE: a peer that has gone is an error value, not a death.
  Loop();  // throws std::runtime_error when the system gives no event base
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Runs until stop(). An exception that escaped a callback ends it and is thrown on from here.
  void run();
  void run_once(bool may_wait);  // one turn; for tests
  void stop();                   // run() returns after the current turn; also before run()

  bool inside() const { return std::this_thread::get_id() == owner_; }

  // Any thread: `call` runs on the loop in one of its next turns, in the order of posting. What is still
  // waiting when the loop is destroyed is destroyed without being called.
  void post(base::UniqueFunction<void()> call);

  // The time of the current turn: read once a turn at most.
  base::MonoTime turn_time();

  void at_turn_end(TurnHook& hook);                // no effect if it is on the list already
  void fail(std::exception_ptr problem) noexcept;  // ends run() with this exception; the first one counts
  ::event_base* base() const { return base_.get(); }

 private:
  struct ListHead final : TurnHook {
    ListHead();
    void turn_ended() override {}
  };
  static void append(ListHead& list, TurnHook& hook);
  void run_hooks();
  void run_posted();
  static void on_wake_up(int fd, short what, void* self) noexcept;

  const std::thread::id owner_ = std::this_thread::get_id();
  BaseHandle base_;
  UniqueFd wake_up_fd_;
  EventHandle wake_up_;
  std::optional<base::MonoTime> turn_time_;
  ListHead hooks_;        // to run at the end of this turn
  ListHead later_hooks_;  // ran already in this turn, and asked again
  unsigned long turn_ = 1;
  bool stopping_ = false;
  std::exception_ptr problem_;

  std::mutex mutex_;  // guards posted_ alone
  std::vector<base::UniqueFunction<void()>> posted_;
};

}  // namespace dovetail::event
