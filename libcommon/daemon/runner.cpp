// SPDX-License-Identifier: MIT
#include "libcommon/daemon/runner.hpp"

#include <csignal>
#include <stdexcept>
#include <utility>

#include <unistd.h>

#include "libcommon/daemon/drain.hpp"
#include "libcommon/daemon/process.hpp"

namespace dovetail::daemon {

namespace {

constexpr int kSystemError = 71;  // EX_OSERR
constexpr int kCutOff = 75;       // EX_TEMPFAIL: shutdown_timeout was over before all work was done

void require(const base::Result<void>& result) {
  if (!result) {
    throw std::runtime_error(result.error().detail);
  }
}

}  // namespace

Runner::Runner(const ProgramInfo& program, const Options& options, Application& application, LogSinks& log)
    : program_(program), options_(options), application_(application), log_(log) {}

Runner::~Runner() = default;

int Runner::run(std::unique_ptr<Setup> setup) {
  FrameSettings settings = setup->frame;
  identity_ = identity_for(settings);
  settings.log.owner = identity_ ? std::optional(identity_->uid) : std::nullopt;
  require(log_.configure(settings.log));
  open_sockets(settings);
  if (settings.daemonize) {
    require(leave_terminal());
  }
  if (!settings.pid_file.empty()) {
    require(write_pid_file(settings.pid_file));
  }
  application_.open_as_root(*setup);
  if (identity_) {
    require(become(*identity_));
  } else {
    require(keep_only_set_id_caps());
  }
  start_loop(settings);
  serve(std::move(setup));
  if (!finished_in_time_) {
    // Workers may hang in a disk or a database for ever: nobody waits for them now, as after a SIGKILL.
    ::_exit(kCutOff);
  }
  application_.stop();
  return 0;
}

// What goes wrong from here on ends the process at once, as a SIGKILL: sessions, timers and workers of the
// application point into our loop, and there is no order in which a half-started daemon could be taken down.
void Runner::serve(std::unique_ptr<Setup> setup) {
  std::string what = "unknown exception";
  try {
    application_.start(*this, std::move(setup));
    notifier_.ready();
    loop_->run();
    return;
  } catch (const std::exception& problem) {
    what = problem.what();
  } catch (...) {
  }
  log_.error("dovetail-" + program_.name + ": " + what);
  ::_exit(kSystemError);
}

// Whom to become; nothing when not started as root.
std::optional<Identity> Runner::identity_for(const FrameSettings& settings) {
  if (::geteuid() != 0) {
    return std::nullopt;
  }
  if (settings.user.empty()) {
    throw std::runtime_error("started as root, and no user is set to become");
  }
  auto identity = identity_of(settings.user, settings.group);
  if (!identity) {
    throw std::runtime_error("cannot drop root's rights: " + identity.error().detail);
  }
  identity->keep_set_id_caps = settings.keep_set_id_caps;
  return *identity;
}

void Runner::start_loop(const FrameSettings& settings) {
  loop_.emplace();
  shutdown_timeout_ = settings.shutdown_timeout;
  at_start_ = settings;
  stop_timer_.emplace(*loop_, [this] { look_whether_finished(); });
  for (const int number : {SIGTERM, SIGINT}) {
    signals_.push_back(std::make_unique<event::Signal>(*loop_, number, [this] { request_stop(); }));
  }
  signals_.push_back(std::make_unique<event::Signal>(*loop_, SIGHUP, [this] { reload(); }));
  add_common_metrics();
  admin_.emplace(*loop_);
  add_common_commands();
  if (admin_socket_) {
    require(admin_->listen(std::move(*admin_socket_)));
  }
  serve_metrics();
  if (notifier_.watchdog_interval()) {
    watchdog_timer_.emplace(*loop_, [this] { tell_watchdog(); });
    tell_watchdog();
  }
}

void Runner::tell_watchdog() {
  notifier_.watchdog();
  watchdog_timer_->schedule(*notifier_.watchdog_interval());
}

// The second request does not wait for anybody.
void Runner::request_stop() {
  if (std::exchange(stopping_, true)) {
    return stop_now(false);
  }
  notifier_.stopping();
  stop_deadline_ = loop_->turn_time() + shutdown_timeout_;
  for (Drain* drain : drains_) {
    drain->shut_down();
  }
  look_whether_finished();
}

void Runner::look_whether_finished() {
  constexpr auto kLookAgain = std::chrono::milliseconds(5);
  bool at_rest = true;
  for (const Drain* drain : drains_) {
    at_rest = at_rest && drain->at_rest();
  }
  if (at_rest || loop_->turn_time() >= stop_deadline_) {
    return stop_now(at_rest);
  }
  stop_timer_->schedule(kLookAgain);
}

void Runner::stop_now(bool in_time) {
  if (!in_time) {
    log_.warning("leaving with work unfinished: shutdown_timeout or a second signal");
    finished_in_time_ = false;
  }
  loop_->stop();
}

}  // namespace dovetail::daemon
