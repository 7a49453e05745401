// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/daemon/admin_socket.hpp"
#include "libcommon/daemon/frame.hpp"
#include "libcommon/daemon/listeners.hpp"
#include "libcommon/daemon/log_sinks.hpp"
#include "libcommon/daemon/notify.hpp"
#include "libcommon/daemon/privileges.hpp"
#include "libcommon/event/signal.hpp"
#include "libcommon/event/timer.hpp"

namespace dovetail::daemon {

// A daemon's life after its command line: one object, made when the configuration has been read and found
// good.
class Runner final : public Frame {
 public:
  Runner(const ProgramInfo& program, const Options& options, Application& application, LogSinks& log);
  ~Runner();

  // Exit status. Throws what a start that fails before the loop exists throws; later failures end the
  // process.
  int run(std::unique_ptr<Setup> setup);

  event::Loop& loop() override { return *loop_; }
  base::Log& log() override { return log_; }
  const base::Clock& clock() override { return clock_; }
  metrics::Registry& metrics() override { return metrics_; }
  AdminSocket& admin() override { return *admin_; }
  const Options& options() override { return options_; }
  std::vector<Listener> take_listeners() override { return std::move(listeners_); }
  void add_drain(Drain& drain) override { drains_.push_back(&drain); }
  void set_status(std::string_view text) override { notifier_.status(text); }
  void request_stop() override;

 private:
  // start, in this order
  void open_sockets(const FrameSettings& settings);
  void adopt_handed_sockets(const FrameSettings& settings);
  void open_own_sockets(const FrameSettings& settings);
  void serve(std::unique_ptr<Setup> setup);
  static std::optional<Identity> identity_for(const FrameSettings& settings);
  void open_admin_socket(const FrameSettings& settings);
  void open_metrics_sockets(const FrameSettings& settings);
  void start_loop(const FrameSettings& settings);
  void add_common_commands();
  void add_common_metrics();
  void serve_metrics();

  // while running
  std::string reload();  // "" or what was wrong with the new configuration
  base::Result<void> try_reload();
  void report_fixed_changes(const FrameSettings& fresh);
  void tell_watchdog();
  std::string status_json();

  // end
  void look_whether_finished();
  void stop_now(bool in_time);

  const ProgramInfo& program_;
  const Options& options_;
  Application& application_;
  LogSinks& log_;
  base::SystemClock clock_;
  metrics::Registry metrics_;
  Notifier notifier_;
  const base::WallTime started_ = clock_.wall();

  std::optional<Identity> identity_;
  std::vector<Listener> listeners_;
  std::optional<event::UniqueFd> admin_socket_;
  std::vector<event::UniqueFd> metrics_sockets_;
  FrameSettings at_start_;  // listeners, user and so on do not change before a restart
  std::chrono::milliseconds shutdown_timeout_{0};

  std::optional<event::Loop> loop_;
  std::optional<AdminSocket> admin_;
  std::optional<AdminSocket> metrics_http_;
  std::vector<std::unique_ptr<event::Signal>> signals_;
  std::optional<event::Timer> watchdog_timer_;
  std::optional<event::Timer> stop_timer_;
  std::vector<Drain*> drains_;
  base::MonoTime stop_deadline_;
  std::string last_reload_ = "none";
  bool stopping_ = false;
  bool finished_in_time_ = true;
};

}  // namespace dovetail::daemon
