// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libcommon/base/log.hpp"
#include "policy/verdict.hpp"

namespace dovetail::policyd {

// Gathers the log lines of one batch and writes neighbours of one severity together: one system call where each
// line would cost its own. What was added is written at the end of its life at the latest. Loop thread.
class LogRun {
 public:
  explicit LogRun(base::Log& log) : log_(log) {}
  ~LogRun() { flush(); }
  LogRun(const LogRun&) = delete;
  LogRun& operator=(const LogRun&) = delete;

  void add(const policy::LogLine& line) {
    if (!log_.wants(line.severity)) return;
    if (line.severity != severity_) flush();
    severity_ = line.severity;
    lines_.push_back(line.text);
  }
  void flush() {
    if (!lines_.empty()) log_.write_all(severity_, lines_);
    lines_.clear();
  }

 private:
  base::Log& log_;
  base::Severity severity_ = base::Severity::notice;
  std::vector<std::string> lines_;
};

}  // namespace dovetail::policyd
