// SPDX-License-Identifier: MIT
#include "libcommon/daemon/log_sinks.hpp"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <ctime>
#include <set>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "libcommon/daemon/log_file.hpp"
#include "libcommon/daemon/log_line.hpp"
#include "libcommon/event/unique_fd.hpp"

namespace dovetail::daemon {

namespace {

constexpr std::array<std::pair<const char*, int>, 14> kFacilities = {{
    {"mail", LOG_MAIL},
    {"daemon", LOG_DAEMON},
    {"auth", LOG_AUTH},
    {"authpriv", LOG_AUTHPRIV},
    {"user", LOG_USER},
    {"news", LOG_NEWS},
    {"local0", LOG_LOCAL0},
    {"local1", LOG_LOCAL1},
    {"local2", LOG_LOCAL2},
    {"local3", LOG_LOCAL3},
    {"local4", LOG_LOCAL4},
    {"local5", LOG_LOCAL5},
    {"local6", LOG_LOCAL6},
    {"local7", LOG_LOCAL7},
}};

// A full disk must not stop a mail server.
void write_text(int fd, std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(fd, text.data(), text.size());
}

}  // namespace

class LogSinks::Sink {
 public:
  virtual ~Sink() = default;
  virtual void begin() {}  // it is in force from now on; under the log's lock
  virtual void write(base::Severity severity, std::span<const std::string> lines) = 0;
};

namespace {

// A sink that is a descriptor: whole lines in one write(2), so that those of several processes in one file do
// not mix, and not more together than a pipe takes at once (PIPE_BUF).
class DescriptorSink : public LogSinks::Sink {
 public:
  void write(base::Severity severity, std::span<const std::string> lines) final {
    std::string text;
    for (const std::string& line : lines) {
      std::string full = full_line(severity, line) + '\n';
      if (!text.empty() && text.size() + full.size() > PIPE_BUF) {
        write_text(descriptor(), text);
        text.clear();
      }
      text.empty() ? text.swap(full) : static_cast<void>(text.append(full));
    }
    write_text(descriptor(), text);
  }

 private:
  virtual int descriptor() const = 0;
  virtual std::string full_line(base::Severity severity, const std::string& line) = 0;
};

// journald takes the priority from "<N>" (sd-daemon(3)) and the ident from the unit.
class JournalSink final : public DescriptorSink {
 private:
  int descriptor() const override { return STDERR_FILENO; }
  std::string full_line(base::Severity severity, const std::string& line) override {
    return "<" + std::to_string(static_cast<int>(severity)) + ">" + line;
  }
};

class StderrSink final : public DescriptorSink {
 public:
  explicit StderrSink(std::string ident) : ident_(std::move(ident)) {}

 private:
  int descriptor() const override { return STDERR_FILENO; }
  std::string full_line(base::Severity, const std::string& line) override {
    return plain_file_line("", ident_, line);
  }

  std::string ident_;
};

class SyslogSink final : public LogSinks::Sink {
 public:
  SyslogSink(const LogSettings& settings, int facility)
      : ident_(settings.ident), as_dovecot_(settings.as_dovecot), facility_(facility) {}
  // syslog(3) keeps the ident's address, one per process: idents are never freed, and a reload brings no new
  // one unless it changes.
  void begin() override {
    static std::set<std::string> idents;
    const std::string& kept = *idents.insert(ident_).first;
    ::openlog(kept.c_str(), as_dovecot_ ? LOG_NDELAY : LOG_NDELAY | LOG_PID, facility_);
  }
  void write(base::Severity severity, std::span<const std::string> lines) override {
    for (const std::string& line : lines) {
      ::syslog(facility_ | static_cast<int>(severity), "%s", line.c_str());
    }
  }

 private:
  std::string ident_;
  bool as_dovecot_;
  int facility_;
};

class FileSink final : public DescriptorSink {
 public:
  FileSink(event::UniqueFd fd, const LogSettings& settings)
      : fd_(std::move(fd)),
        ident_(settings.ident),
        as_dovecot_(settings.as_dovecot),
        timestamp_(settings.log_timestamp) {}

 private:
  int descriptor() const override { return fd_.get(); }
  std::string full_line(base::Severity severity, const std::string& line) override {
    const std::time_t now = std::time(nullptr);
    if (now != time_of_text_) {  // strftime(3) once a second, not once a line
      std::tm local{};
      ::localtime_r(&now, &local);
      text_of_time_ = time_text(timestamp_, local);
      time_of_text_ = now;
    }
    return as_dovecot_ ? dovecot_file_line(text_of_time_, severity, line)
                       : plain_file_line(text_of_time_, ident_, line);
  }

  event::UniqueFd fd_;
  std::string ident_;
  bool as_dovecot_;
  std::string timestamp_;
  std::time_t time_of_text_ = -1;
  std::string text_of_time_;
};

using SinkResult = base::Result<std::unique_ptr<LogSinks::Sink>>;

SinkResult syslog_sink(const LogSettings& settings) {
  for (const auto& [name, value] : kFacilities) {
    if (settings.syslog_facility == name) {
      return SinkResult(std::make_unique<SyslogSink>(settings, value));
    }
  }
  return base::Unexpected(base::permanent("unknown syslog_facility '" + settings.syslog_facility + "'"));
}

// systemd.exec(5): $JOURNAL_STREAM holds device and inode of the journal's socket. It is inherited, stderr
// may have been pointed elsewhere since.
bool stderr_is_journal() {
  const char* journal = std::getenv("JOURNAL_STREAM");
  struct ::stat info {};
  return journal != nullptr && ::fstat(STDERR_FILENO, &info) == 0 &&
         journal == std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino);
}

SinkResult stderr_sink(const LogSettings& settings) {
  if (stderr_is_journal()) {
    return SinkResult(std::make_unique<JournalSink>());
  }
  return SinkResult(std::make_unique<StderrSink>(settings.ident));
}

SinkResult make_sink(const std::string& path, const LogSettings& settings) {
  if (path == "syslog") {
    return syslog_sink(settings);
  }
  if (path == "stderr" || path == "/dev/stderr") {
    return stderr_sink(settings);
  }
  if (path == "auto" || path.empty()) {
    const bool seen = stderr_is_journal() || ::isatty(STDERR_FILENO) == 1;
    return seen ? stderr_sink(settings) : syslog_sink(settings);
  }
  event::UniqueFd fd = open_log_file(path, settings.owner);
  if (!fd) {
    return base::Unexpected(base::system_error("cannot open the log file " + path, errno));
  }
  return SinkResult(std::make_unique<FileSink>(std::move(fd), settings));
}

}  // namespace

struct LogSinks::Set {
  std::unique_ptr<Sink> main;   // error, warning
  std::unique_ptr<Sink> info;   // notice, info; null: main
  std::unique_ptr<Sink> debug;  // null: info
  bool debug_wanted = false;

  Sink& of(base::Severity severity) const {
    if (severity == base::Severity::debug && debug) {
      return *debug;
    }
    return severity >= base::Severity::notice && info ? *info : *main;
  }
};

LogSinks::LogSinks() : set_(std::make_unique<Set>()) {
  set_->main = *stderr_sink({});
}
LogSinks::~LogSinks() = default;

base::Result<void> LogSinks::configure(const LogSettings& settings) {
  auto set = std::make_unique<Set>();
  set->debug_wanted = settings.debug;
  const auto open = [&](const std::string& path, std::unique_ptr<Sink>& into) -> base::Result<void> {
    auto sink = make_sink(path, settings);
    if (!sink) {
      return base::Unexpected(sink.error());
    }
    into = std::move(*sink);
    return {};
  };
  auto opened = open(settings.log_path, set->main);
  if (opened && !settings.info_log_path.empty()) {
    opened = open(settings.info_log_path, set->info);
  }
  if (opened && !settings.debug_log_path.empty()) {
    opened = open(settings.debug_log_path, set->debug);
  }
  if (opened) {
    const std::lock_guard lock(mutex_);
    set_ = std::move(set);
    for (const auto* sink : {&set_->main, &set_->info, &set_->debug}) {
      if (*sink) {
        (*sink)->begin();
      }
    }
  }
  return opened;
}

void LogSinks::write(base::Severity severity, std::string_view line) {
  const std::string clean = cleaned_line(line);
  write_clean(severity, {&clean, 1});
}

void LogSinks::write_all(base::Severity severity, std::span<const std::string> lines) {
  if (lines.empty()) {
    return;
  }
  std::vector<std::string> clean;
  clean.reserve(lines.size());
  for (const std::string& line : lines) {
    clean.push_back(cleaned_line(line));
  }
  write_clean(severity, clean);
}

void LogSinks::write_clean(base::Severity severity, std::span<const std::string> lines) {
  const std::lock_guard lock(mutex_);
  if (severity != base::Severity::debug || set_->debug_wanted) {
    set_->of(severity).write(severity, lines);
  }
}

bool LogSinks::wants(base::Severity severity) const {
  const std::lock_guard lock(mutex_);
  return severity != base::Severity::debug || set_->debug_wanted;
}

}  // namespace dovetail::daemon
