// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "libcommon/base/log.hpp"

namespace dovetail::test {

// A log that keeps its lines for a test to look at.
class CapturedLog final : public base::Log {
 public:
  void write(base::Severity severity, std::string_view line) override {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(severity, line);
  }
  bool wants(base::Severity) const override { return true; }

  std::vector<std::pair<base::Severity, std::string>> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  bool contains(std::string_view part) const {
    for (const auto& [severity, line] : lines()) {
      if (line.find(part) != std::string::npos) {
        return true;
      }
    }
    return false;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::pair<base::Severity, std::string>> lines_;
};

}  // namespace dovetail::test
