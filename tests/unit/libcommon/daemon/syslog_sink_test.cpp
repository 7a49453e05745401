// SPDX-License-Identifier: MIT
#include <atomic>
#include <cstdio>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libcommon/daemon/log_sinks.hpp"
#include "libcommon/event/socket_address.hpp"
#include "libcommon/event/unique_fd.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;

namespace {

// syslog(3) knows one address, /dev/log: a process with mounts of its own may have another socket there.
class PrivateSyslog {
 public:
  bool open() {
    const std::string folder = folder_.path();
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount(folder.c_str(), "/dev", nullptr, MS_BIND, nullptr) != 0) {
      return false;
    }
    socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto address = event::SocketAddress::unix_path("/dev/log");
    return ::bind(socket_.get(), address->native(), address->size()) == 0;
  }
  std::string line() const {
    char text[10'000];
    const ssize_t size = ::recv(socket_.get(), text, sizeof text, 0);
    return std::string(text, size > 0 ? static_cast<std::size_t>(size) : 0);
  }

 private:
  test::TemporaryFolder folder_;
  event::UniqueFd socket_;
};

constexpr int kCannot = 99;

// Runs `body` in a process of its own whose /dev/log is private; its status, kCannot without the right to.
template <class Body>
int in_private(Body body) {
  const pid_t pid = ::fork();
  REQUIRE(pid >= 0);
  if (pid == 0) {
    PrivateSyslog syslog;
    ::_exit(syslog.open() ? body(syslog) : kCannot);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == kCannot) {
    WARN("no private /dev/log without root: not tested");
    return 0;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

daemon::LogSettings settings_for(const std::string& ident, bool as_dovecot) {
  daemon::LogSettings settings;
  settings.log_path = "syslog";
  settings.ident = ident;
  settings.as_dovecot = as_dovecot;
  return settings;
}

// "<22>Nov 28 05:00:00 postgrey[17]: text" -> "postgrey[]: text"
std::string without_date_and_pid(std::string line) {
  const auto begin = line.find('>') + 17;
  line = begin < line.size() ? line.substr(begin) : "";
  const auto open = line.find('[');
  const auto close = line.find(']');
  return open == line.npos || close < open ? line : line.substr(0, open + 1) + line.substr(close);
}

}  // namespace

TEST_CASE("a syslog line has priority, facility, ident and the process's number as the replaced program's") {
  CHECK(in_private([](PrivateSyslog& syslog) {
          daemon::LogSinks log;
          auto settings = settings_for("postgrey", false);
          if (!log.configure(settings)) {
            return 1;
          }
          log.warning("whitelisted: %s%n a.example");
          const std::string first = syslog.line();
          if (!first.starts_with("<20>") ||  // LOG_MAIL | LOG_WARNING
              first.find(" postgrey[" + std::to_string(::getpid()) + "]: whitelisted: %s%n a.example") ==
                  first.npos) {
            return 2;
          }
          settings = settings_for("dovecot", true);
          settings.syslog_facility = "local3";
          if (!log.configure(settings)) {
            return 3;
          }
          log.info("lmtp(u): saved");
          const std::string second = syslog.line();
          return second.starts_with("<158>") && second.find(" dovecot: lmtp(u): saved") != second.npos ? 0
                                                                                                       : 4;
        }) == 0);
}

TEST_CASE("a new ident does not mix with the lines that other threads write meanwhile") {
  CHECK(
      in_private([](PrivateSyslog& syslog) {
        daemon::LogSinks log;
        const std::string long_name(60, 'p');  // not within the string itself: a freed one shows
        if (!log.configure(settings_for(long_name, false))) {
          return 1;
        }
        std::set<std::string> seen;
        std::thread reader([&] {
          for (std::string line = syslog.line(); line.find("the end") == line.npos; line = syslog.line()) {
            seen.insert(without_date_and_pid(std::move(line)));
          }
        });
        std::atomic<bool> over{false};
        std::vector<std::thread> writers;
        for (int count = 0; count < 3; ++count) {
          writers.emplace_back([&] {
            while (!over) {
              log.info("line");
            }
          });
        }
        for (int round = 0; round < 200; ++round) {
          const bool dovecot = round % 2 == 0;
          if (!log.configure(settings_for(dovecot ? std::string(60, 'd') : long_name, dovecot))) {
            return 2;
          }
          log.info("line");
        }
        over = true;
        for (std::thread& writer : writers) {
          writer.join();
        }
        log.info("the end");
        reader.join();
        const bool good =
            seen == std::set<std::string>{std::string(60, 'd') + ": line", long_name + "[]: line"};
        for (const std::string& line : good ? std::set<std::string>() : seen) {
          std::fprintf(stderr, "seen: %s\n", line.c_str());
        }
        return good ? 0 : 3;
      }) == 0);
}
