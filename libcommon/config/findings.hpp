// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <vector>

namespace dovetail::config {

// A place in a configuration file. Line 0: the file as a whole; empty file: not from a file (command line,
// default).
struct Position {
  std::string file;
  unsigned line = 0;
  auto operator<=>(const Position&) const = default;
};
std::string to_string(const Position& where);  // "FILE:LINE", "FILE", or "" without a file

enum class Gravity {
  note,     // shown by `dovetail config check` only: known to Dovecot and without effect on us
  warning,  // logged at start
  error,    // the daemon does not start (exit status 78); a reload keeps the old configuration
};

struct Finding {
  Gravity gravity = Gravity::error;
  Position where;
  std::string text;  // without file and line, without secrets
};
std::string to_string(const Finding& finding);  // "FILE:LINE: error: TEXT"

// All that is wrong with a configuration, collected in one run so that the administrator repairs it in one
// go.
class Findings {
 public:
  void add(Gravity gravity, Position where, std::string text);
  void error(Position where, std::string text) { add(Gravity::error, std::move(where), std::move(text)); }
  void warning(Position where, std::string text) { add(Gravity::warning, std::move(where), std::move(text)); }
  void note(Position where, std::string text) { add(Gravity::note, std::move(where), std::move(text)); }

  // Set where the configuration could not be read at all: exit status 66 instead of 78.
  void unreadable(Position where, std::string text);
  bool is_unreadable() const { return unreadable_; }

  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  std::size_t dropped() const { return dropped_; }  // beyond kMaxFindings

  // By file and line, each once; the order of adding within one line.
  std::vector<Finding> sorted() const;

 private:
  std::vector<Finding> all_;
  std::size_t errors_ = 0;
  std::size_t dropped_ = 0;
  bool unreadable_ = false;
};

}  // namespace dovetail::config
