// SPDX-License-Identifier: MIT
#include "libcommon/event/readiness.hpp"

#include <new>
#include <utility>

#include <event2/event.h>

#include "libcommon/event/guarded.hpp"

namespace dovetail::event {

Readiness::Readiness(Loop& loop, int fd, Kind kind, base::UniqueFunction<void()> call)
    : loop_(loop), call_(std::move(call)) {
  const int what = kind == Kind::read ? EV_READ : EV_WRITE;
  event_.reset(
      ::event_new(loop.base(), fd, static_cast<short>(what | EV_PERSIST), &Readiness::on_ready, this));
  if (!event_) {
    throw std::bad_alloc();
  }
}

void Readiness::enable() {
  ::event_add(event_.get(), nullptr);
}

void Readiness::disable() {
  ::event_del(event_.get());
}

void Readiness::on_ready(int, short, void* self) noexcept {
  Readiness& readiness = *static_cast<Readiness*>(self);
  guarded(readiness.loop_, readiness.call_);
}

}  // namespace dovetail::event
