// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "libcommon/base/log.hpp"
#include "libcommon/base/result.hpp"
#include "libcommon/daemon/log_settings.hpp"

namespace dovetail::daemon {

// The log of the process. Safe from any thread; a line longer than 8 KiB is cut, control bytes become '?'.
class LogSinks final : public base::Log {
 public:
  class Sink;

  LogSinks();  // until configured: plain lines on stderr
  ~LogSinks() override;

  // Opens the new sinks (log files are opened again: rotation) and replaces the old ones; on error the old
  // stay.
  base::Result<void> configure(const LogSettings& settings);

  void write(base::Severity severity, std::string_view line) override;
  void write_all(base::Severity severity, std::span<const std::string> lines) override;
  bool wants(base::Severity severity) const override;

 private:
  void write_clean(base::Severity severity, std::span<const std::string> lines);

  struct Set;
  mutable std::mutex mutex_;
  std::unique_ptr<Set> set_;
};

}  // namespace dovetail::daemon
