// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <utility>

#include "libcommon/event/loop.hpp"

namespace dovetail::event {

// Around everything of ours that libevent calls: an exception must not unwind through C. It ends the loop's
// run().
template <class Call>
void guarded(Loop& loop, Call&& call) noexcept {
  try {
    std::forward<Call>(call)();
  } catch (...) {
    loop.fail(std::current_exception());
  }
}

}  // namespace dovetail::event
