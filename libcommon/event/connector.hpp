// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/result.hpp"
#include "libcommon/base/unique_function.hpp"
#include "libcommon/event/handles.hpp"
#include "libcommon/event/socket_address.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/event/unique_fd.hpp"

namespace dovetail::event {

class Loop;

// Makes one outgoing connection: tries the addresses in order, each at most `timeout`, and reports the first
// success or the last failure (temporary, errno as code, ETIMEDOUT for the time limit). The report comes from
// the loop, never from within connect(). Destroying the Connector gives up silently.
class Connector {
 public:
  using Done = base::UniqueFunction<void(base::Result<UniqueFd>)>;

  explicit Connector(Loop& loop);
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;

  void connect(std::vector<SocketAddress> addresses, std::chrono::milliseconds timeout, Done done);
  void cancel();
  bool active() const { return static_cast<bool>(done_); }

 private:
  static void on_writable(int fd, short what, void* self) noexcept;
  void on_time();
  void try_address();
  void connected();
  void attempt_failed(int errno_value);
  void finish(base::Result<UniqueFd> outcome);

  Loop& loop_;
  std::vector<SocketAddress> addresses_;
  std::size_t next_ = 0;
  std::chrono::milliseconds timeout_{0};
  base::MonoTime deadline_;
  Done done_;
  UniqueFd fd_;
  EventHandle event_;  // declared after fd_: an event goes before its descriptor
  Timer timer_;
  int last_error_ = 0;
};

}  // namespace dovetail::event
