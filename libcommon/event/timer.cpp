// SPDX-License-Identifier: MIT
#include "libcommon/event/timer.hpp"

#include <algorithm>
#include <cassert>
#include <new>
#include <utility>

#include <event2/event.h>

#include "libcommon/event/guarded.hpp"

namespace dovetail::event {

Timer::Timer(Loop& loop, base::UniqueFunction<void()> call)
    : loop_(loop), call_(std::move(call)), event_(::event_new(loop.base(), -1, 0, &Timer::on_time, this)) {
  if (!event_) {
    throw std::bad_alloc();
  }
}

void Timer::schedule(std::chrono::milliseconds delay) {
  assert(loop_.inside());
  const auto wait = std::max(delay, std::chrono::milliseconds(0));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(wait);
  ::timeval time{};
  time.tv_sec = static_cast<decltype(time.tv_sec)>(seconds.count());
  time.tv_usec = static_cast<decltype(time.tv_usec)>(std::chrono::microseconds(wait - seconds).count());
  ::event_add(event_.get(), &time);
  pending_ = true;
}

void Timer::cancel() {
  assert(loop_.inside());
  if (pending_) {
    ::event_del(event_.get());
    pending_ = false;
  }
}

void Timer::on_time(int, short, void* self) noexcept {
  Timer& timer = *static_cast<Timer*>(self);
  timer.pending_ = false;
  guarded(timer.loop_, timer.call_);
}

}  // namespace dovetail::event
