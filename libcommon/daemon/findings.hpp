// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace dovetail::daemon {

// Everything that a reading of the configuration found, in one run, in order.
class Findings {
 public:
  struct Finding {
    bool is_error = false;
    std::string where;  // "file:line", or "" if it concerns no line
    std::string text;
    std::string line() const;  // "file:line: error: text"
  };

  void error(std::string where, std::string text) { add(true, std::move(where), std::move(text)); }
  void warning(std::string where, std::string text) { add(false, std::move(where), std::move(text)); }
  void unreadable(std::string where, std::string text);  // the file itself: exit status 66 instead of 78

  bool has_errors() const { return errors_ > 0; }
  bool has_unreadable() const { return unreadable_; }
  const std::vector<Finding>& all() const { return all_; }
  int exit_status() const;  // sysexits.h: 0, EX_NOINPUT (66), EX_CONFIG (78)

 private:
  void add(bool is_error, std::string where, std::string text);

  std::vector<Finding> all_;
  std::size_t errors_ = 0;
  bool unreadable_ = false;
};

}  // namespace dovetail::daemon
