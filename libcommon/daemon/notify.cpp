// SPDX-License-Identifier: MIT
#include "libcommon/daemon/notify.hpp"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "libcommon/base/text.hpp"
#include "libcommon/event/unique_fd.hpp"

namespace dovetail::daemon {

namespace {

std::string taken_variable(const char* name) {
  const char* value = std::getenv(name);
  std::string text = value == nullptr ? "" : value;
  ::unsetenv(name);
  return text;
}

}  // namespace

Notifier::Notifier() : socket_(taken_variable("NOTIFY_SOCKET")) {
  const auto usec = base::to_number<long long>(taken_variable("WATCHDOG_USEC"));
  const std::string pid = taken_variable("WATCHDOG_PID");
  if (usec && *usec > 0 && (pid.empty() || pid == std::to_string(::getpid()))) {
    watchdog_interval_ = std::chrono::milliseconds(*usec / 2000);
  }
}

void Notifier::ready() {
  send("READY=1");
}

// MONOTONIC_USEC lets Type=notify-reload tell this reload from an earlier one.
void Notifier::reloading() {
  ::timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const long long usec = static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
  send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec));
}

void Notifier::stopping() {
  send("STOPPING=1");
}

void Notifier::status(std::string_view text) {
  send("STATUS=" + base::printable(text, 500));
}

void Notifier::watchdog() {
  send("WATCHDOG=1");
}

// sd_notify(3): a datagram to a path, or with a leading "@" to a name in the abstract space.
void Notifier::send(std::string_view message) {
  ::sockaddr_un address{};
  if (socket_.empty() || socket_.size() >= sizeof address.sun_path) {
    return;
  }
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (address.sun_path[0] == '@') {
    address.sun_path[0] = '\0';
  }
  const event::UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto size = static_cast<::socklen_t>(offsetof(::sockaddr_un, sun_path) + socket_.size());
  ::sendto(fd.get(), message.data(), message.size(), MSG_NOSIGNAL,
           reinterpret_cast<const ::sockaddr*>(&address), size);
}

}  // namespace dovetail::daemon
