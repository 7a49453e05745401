// SPDX-License-Identifier: MIT
#include "libcommon/daemon/child_spawn.hpp"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libcommon/daemon/capabilities.hpp"

namespace dovetail::daemon {

namespace {

struct Pipe {
  event::UniqueFd read;
  event::UniqueFd write;

  bool open() {
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) != 0) {
      return false;
    }
    read.reset(fds[0]);
    write.reset(fds[1]);
    return true;
  }
};

struct Pipes {
  Pipe input, output, error_output, failure;
  bool open() { return input.open() && output.open() && error_output.open() && failure.open(); }
};

// Everything the child needs, made before fork(2): after it only async-signal-safe calls are allowed, since
// other threads may have held malloc's locks.
struct Plan {
  std::vector<char*> command;
  std::vector<char*> environment;
  const char* folder;
  bool switch_identity;
  Identity identity;

  explicit Plan(const ChildSpec& spec)
      : folder(spec.folder.c_str()), switch_identity(spec.identity.has_value()) {
    for (const std::string& word : spec.command) {
      command.push_back(const_cast<char*>(word.c_str()));
    }
    for (const std::string& word : spec.environment) {
      environment.push_back(const_cast<char*>(word.c_str()));
    }
    command.push_back(nullptr);
    environment.push_back(nullptr);
    if (spec.identity) {
      identity = *spec.identity;
    } else {
      identity.uid = ::geteuid();
      identity.gid = ::getegid();
    }
  }
};

void default_signals() {
  struct ::sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) {
    ::sigaction(number, &standard, nullptr);
  }
  ::sigset_t none{};
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Raw system calls: this process has one thread, and glibc's wrappers would talk to threads that are not
// here. Where the ids are right already nothing is called: the unit for one mail user forbids these calls.
template <class Id>
bool take_ids(long get, long set, Id wanted) {
  Id real = 0;
  Id effective = 0;
  Id saved = 0;
  const bool known = ::syscall(get, &real, &effective, &saved) == 0;
  return (known && real == wanted && effective == wanted && saved == wanted) ||
         ::syscall(set, wanted, wanted, wanted) == 0;
}

bool take_identity(const Plan& plan) {
  const Identity& who = plan.identity;
  if (plan.switch_identity && ::syscall(SYS_setgroups, who.groups.size(), who.groups.data()) != 0) {
    return false;
  }
  drop_bounding_set(0);
  return take_ids(SYS_getresgid, SYS_setresgid, who.gid) && take_ids(SYS_getresuid, SYS_setresuid, who.uid) &&
         set_capabilities(0);
}

// By the close-on-exec flag, so that the pipe for failures lives until execve(2) has worked.
void close_others() {
  constexpr unsigned kCloseOnExec = 1U << 2;  // CLOSE_RANGE_CLOEXEC, Linux 5.11
  if (::syscall(SYS_close_range, 3U, ~0U, kCloseOnExec) != 0) {
    for (int fd = 3; fd < 65536; ++fd) {
      ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
  }
}

[[noreturn]] void run_in_child(const Plan& plan, const Pipes& pipes) {
  // The pipe that tells a failure to the parent moves out of the way of 0, 1, 2 and then stays until
  // execve(2).
  const int failure = ::fcntl(pipes.failure.write.get(), F_DUPFD_CLOEXEC, 3);
  ::setpgid(0, 0);
  default_signals();
  const bool ready = failure >= 0 && ::dup2(pipes.input.read.get(), STDIN_FILENO) >= 0 &&
                     ::dup2(pipes.output.write.get(), STDOUT_FILENO) >= 0 &&
                     ::dup2(pipes.error_output.write.get(), STDERR_FILENO) >= 0 && take_identity(plan) &&
                     ::chdir(plan.folder) == 0;
  if (ready) {
    close_others();
    ::execve(plan.command.front(), plan.command.data(), plan.environment.data());
  }
  const int error = errno;
  [[maybe_unused]] const ssize_t told = ::write(failure, &error, sizeof error);
  ::_exit(127);
}

// 0 once execve(2) has worked: the pipe closes without a word.
int start_error(Pipe& failure) {
  failure.write.reset();
  int error = 0;
  ssize_t got = 0;
  do {
    got = ::read(failure.read.get(), &error, sizeof error);
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof error) ? error : 0;
}

void make_non_blocking(int fd) {
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

}  // namespace

base::Result<Child> spawn(const ChildSpec& spec) {
  const std::string what =
      "cannot run " + (spec.command.empty() ? std::string("nothing") : spec.command.front());
  Pipes pipes;
  if (spec.command.empty() || !pipes.open()) {
    return base::Unexpected(base::system_error(what, spec.command.empty() ? EINVAL : errno));
  }
  const Plan plan(spec);
  Child child;
  child.pid = ::fork();
  if (child.pid == 0) {
    run_in_child(plan, pipes);
  }
  if (child.pid < 0) {
    return base::Unexpected(base::system_error(what, errno));
  }
  ::setpgid(child.pid, child.pid);  // here as well: whoever is first
  // Before the program is known to run: without it we could not see its end, and a mail that it has sent
  // would count as not sent.
  child.process.reset(static_cast<int>(::syscall(SYS_pidfd_open, child.pid, 0)));
  if (!child.process) {
    const int error = errno;
    ::kill(child.pid, SIGKILL);
    ::waitpid(child.pid, nullptr, 0);
    return base::Unexpected(base::system_error(what, error));
  }
  if (const int error = start_error(pipes.failure); error != 0) {
    ::waitpid(child.pid, nullptr, 0);
    return base::Unexpected(base::system_error(what, error));
  }
  child.input = std::move(pipes.input.write);
  child.output = std::move(pipes.output.read);
  child.error_output = std::move(pipes.error_output.read);
  for (const int fd : {child.input.get(), child.output.get(), child.error_output.get()}) {
    make_non_blocking(fd);
  }
  return child;
}

}  // namespace dovetail::daemon
