// SPDX-License-Identifier: MIT
#include "libcommon/daemon/child_process.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libcommon/base/clock.hpp"
#include "libcommon/daemon/child_spawn.hpp"

namespace dovetail::daemon {

namespace {

// Moves bytes between us and a child until it has ended or its time is over.
class Conversation {
 public:
  Conversation(const ChildSpec& spec, Child child)
      : spec_(spec),
        child_(std::move(child)),
        deadline_(std::chrono::steady_clock::now() + spec.time_limit) {}

  ChildOutcome run() {
    feed();
    while (!ended_) {
      if (!wait()) {
        outcome_.timed_out = true;
        break;
      }
    }
    // What is left of its group, itself too if the time is over. What it has written waits in the pipes; what
    // it left behind could write without end.
    ::kill(-child_.pid, SIGKILL);
    collect(child_.output, outcome_.output);
    collect(child_.error_output, outcome_.error_output);
    reap();
    return std::move(outcome_);
  }

 private:
  bool wait() {
    ::pollfd fds[] = {{child_.process.get(), POLLIN, 0},
                      {child_.input.get(), POLLOUT, 0},
                      {child_.output.get(), POLLIN, 0},
                      {child_.error_output.get(), POLLIN, 0}};
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
    if (left.count() <= 0 || (::poll(fds, 4, static_cast<int>(left.count())) < 0 && errno != EINTR)) {
      return false;
    }
    if (fds[1].revents != 0) {
      feed();
    }
    collect(child_.output, outcome_.output);
    collect(child_.error_output, outcome_.error_output);
    ended_ = fds[0].revents != 0;
    return true;
  }

  void feed() {
    while (child_.input && fed_ < spec_.input.size()) {
      const ssize_t sent = ::write(child_.input.get(), spec_.input.data() + fed_, spec_.input.size() - fed_);
      if (sent < 0 && errno == EAGAIN) {
        return;
      }
      if (sent < 0 && errno != EINTR) {  // it does not want to hear more
        break;
      }
      fed_ += sent > 0 ? static_cast<std::size_t>(sent) : 0;
    }
    child_.input.reset();
  }

  void collect(event::UniqueFd& from, std::string& into) {
    char buffer[16 * 1024];
    while (from) {
      const ssize_t got = ::read(from.get(), buffer, sizeof buffer);
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got < 0) {
        return;
      }
      if (got == 0) {
        from.reset();
        return;
      }
      const std::size_t room = spec_.output_limit - std::min(spec_.output_limit, into.size());
      into.append(buffer, std::min(room, static_cast<std::size_t>(got)));
      if (std::chrono::steady_clock::now() >= deadline_) {
        return;  // it writes without end
      }
    }
  }

  void reap() {
    int status = 0;
    while (::waitpid(child_.pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status)) {
      outcome_.exit_status = WEXITSTATUS(status);
    } else if (WIFSIGNALED(status)) {
      outcome_.signal = WTERMSIG(status);
    }
  }

  const ChildSpec& spec_;
  Child child_;
  const base::MonoTime deadline_;
  ChildOutcome outcome_;
  std::size_t fed_ = 0;
  bool ended_ = false;
};

}  // namespace

base::Result<ChildOutcome> run_child(const ChildSpec& spec) {
  auto child = spawn(spec);
  if (!child) {
    return base::Unexpected(child.error());
  }
  return Conversation(spec, std::move(*child)).run();
}

}  // namespace dovetail::daemon
