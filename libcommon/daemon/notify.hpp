// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::daemon {

// The service manager's notification socket (sd_notify(3)); without $NOTIFY_SOCKET nothing is sent. The variables
// are taken out of the environment, so that no child process sees them.
class Notifier {
 public:
  Notifier();

  void ready();
  void reloading();  // with MONOTONIC_USEC
  void stopping();
  void status(std::string_view text);
  void watchdog();
  // How often watchdog() must be called: half of $WATCHDOG_USEC; nothing if nobody watches.
  std::optional<std::chrono::milliseconds> watchdog_interval() const { return watchdog_interval_; }

 private:
  void send(std::string_view message);

  std::string socket_;
  std::optional<std::chrono::milliseconds> watchdog_interval_;
};

}  // namespace dovetail::daemon
