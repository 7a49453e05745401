// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/base/unique_function.hpp"
#include "libcommon/event/handles.hpp"

namespace dovetail::event {

class Loop;

// Watches a descriptor that somebody else owns (a pipe, a pidfd, the non-blocking API of a library) and calls
// as long as it is ready. Level-triggered. Destroy it before the descriptor is closed.
class Readiness {
 public:
  enum class Kind { read, write };

  Readiness(Loop& loop, int fd, Kind kind, base::UniqueFunction<void()> call);
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  void enable();  // starts disabled
  void disable();

 private:
  static void on_ready(int fd, short what, void* self) noexcept;

  Loop& loop_;
  base::UniqueFunction<void()> call_;
  EventHandle event_;
};

}  // namespace dovetail::event
