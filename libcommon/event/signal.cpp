// SPDX-License-Identifier: MIT
#include "libcommon/event/signal.hpp"

#include <stdexcept>
#include <utility>

#include <event2/event.h>

#include "libcommon/event/guarded.hpp"

namespace dovetail::event {

Signal::Signal(Loop& loop, int number, base::UniqueFunction<void()> call)
    : loop_(loop),
      call_(std::move(call)),
      event_(::event_new(loop.base(), number, EV_SIGNAL | EV_PERSIST, &Signal::on_signal, this)) {
  if (!event_ || ::event_add(event_.get(), nullptr) != 0) {
    throw std::runtime_error("cannot handle a signal");
  }
}

void Signal::on_signal(int, short, void* self) noexcept {
  Signal& signal = *static_cast<Signal*>(self);
  guarded(signal.loop_, signal.call_);
}

}  // namespace dovetail::event
