// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace dovetail::base {

// syslog(3)'s severities, those that a mail server uses; `notice` is what an administrator reads every day.
enum class Severity { error = 3, warning = 4, notice = 5, info = 6, debug = 7 };

// Where finished log lines go. Only the I/O shell logs: domain and protocol code returns facts. One event is
// one line without a newline; sinks replace control bytes. Implementations are safe from any thread.
class Log {
 public:
  virtual ~Log() = default;
  virtual void write(Severity severity, std::string_view line) = 0;
  // Several lines in this order, with as few system calls as the sink's kind allows.
  virtual void write_all(Severity severity, std::span<const std::string> lines) {
    for (const std::string& line : lines) {
      write(severity, line);
    }
  }
  // False where a line of this severity would be dropped: spares the caller the formatting.
  virtual bool wants(Severity severity) const = 0;

  void error(std::string_view line) { write(Severity::error, line); }
  void warning(std::string_view line) { write(Severity::warning, line); }
  void notice(std::string_view line) { write(Severity::notice, line); }
  void info(std::string_view line) { write(Severity::info, line); }
  void debug(std::string_view line) { write(Severity::debug, line); }
};

// A Log that drops everything.
class NullLog final : public Log {
 public:
  void write(Severity, std::string_view) override {}
  bool wants(Severity) const override { return false; }
};

// The log of one connection or one part: every line begins with `prefix`. The parent must outlive it.
class PrefixLog final : public Log {
 public:
  PrefixLog(Log& parent, std::string prefix);
  void write(Severity severity, std::string_view line) override;
  bool wants(Severity severity) const override;

 private:
  Log& parent_;
  std::string prefix_;
};

}  // namespace dovetail::base
