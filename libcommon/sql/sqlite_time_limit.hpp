// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

struct sqlite3;

namespace dovetail::sql {

// Ends statements of one connection that run for too long: SQLite itself would go on for ever, on our thread.
// Looks at the time every few thousand steps of SQLite's machine. Must outlive the connection's last statement.
class SqliteTimeLimit {
 public:
  SqliteTimeLimit(sqlite3* database, std::chrono::milliseconds limit);
  SqliteTimeLimit(const SqliteTimeLimit&) = delete;
  SqliteTimeLimit& operator=(const SqliteTimeLimit&) = delete;

  void begin() { deadline_ = Clock::now() + limit_; }      // a statement begins
  void end() { deadline_ = Clock::time_point::max(); }

 private:
  using Clock = std::chrono::steady_clock;
  static int is_over(void* self);

  std::chrono::milliseconds limit_;
  Clock::time_point deadline_ = Clock::time_point::max();
};

}  // namespace dovetail::sql
