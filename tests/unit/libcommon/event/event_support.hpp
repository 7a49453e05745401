// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

#include "libcommon/event/loop.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/event/unique_fd.hpp"
#include "tests/support/catch.hpp"

namespace dovetail::test {

// Both ends of a connected pair: `ours` non-blocking as an accepted socket, `theirs` blocking as a test wants
// it.
struct Pair {
  event::UniqueFd ours;
  event::UniqueFd theirs;
  Pair() {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) == 0);
    ours.reset(fds[0]);
    theirs.reset(fds[1]);
  }
};

// Turns the loop until `done` or, as a failure, a long time has passed.
template <class Done>
bool run_until(event::Loop& loop, Done done, std::chrono::seconds limit = std::chrono::seconds(20)) {
  bool late = false;
  event::Timer guard(loop, [&late] { late = true; });
  guard.schedule(limit);
  while (!done() && !late) {
    loop.run_once(true);
  }
  return done();
}

inline void send_all(int fd, std::string_view bytes) {
  REQUIRE(::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
}

inline std::string read_available(int fd) {
  std::string out;
  char buffer[65536];
  for (ssize_t got = 0; (got = ::recv(fd, buffer, sizeof buffer, MSG_DONTWAIT)) > 0;) {
    out.append(buffer, static_cast<std::size_t>(got));
  }
  return out;
}

}  // namespace dovetail::test
