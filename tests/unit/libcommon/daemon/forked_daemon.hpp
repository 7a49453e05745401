// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libcommon/base/unique_function.hpp"
#include "libcommon/daemon/frame.hpp"
#include "libcommon/event/socket_address.hpp"
#include "libcommon/event/unique_fd.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace dovetail::test {

// A daemon whose parts are a test's functions; they run in a process of its own.
struct ScriptedApplication : daemon::Application {
  daemon::FrameSettings settings;
  base::UniqueFunction<void(daemon::Frame&)> on_start = [](daemon::Frame&) {};
  base::UniqueFunction<void(daemon::FrameSettings&)> on_reload = [](daemon::FrameSettings&) {};
  base::UniqueFunction<void(daemon::StatusReport&)> on_report = [](daemon::StatusReport&) {};
  base::UniqueFunction<void()> on_stop = [] {};
  bool running = false;

  std::unique_ptr<daemon::Setup> load(const daemon::Options&, config::Findings&) override {
    auto setup = std::make_unique<daemon::Setup>();
    if (running) {
      on_reload(settings);
    }
    setup->frame = settings;
    return setup;
  }
  void start(daemon::Frame& frame, std::unique_ptr<daemon::Setup>) override {
    running = true;
    on_start(frame);
  }
  base::Result<void> reload(std::unique_ptr<daemon::Setup>) override { return {}; }
  void report(daemon::StatusReport& report) override { on_report(report); }
  void stop() override { on_stop(); }
};

// Runs it by daemon::run, as a program would. The folder may be entered by whom the daemon becomes.
class ForkedDaemon {
 public:
  ForkedDaemon() : notify_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    ::chmod(folder.path().c_str(), 0711);
    const auto address = event::SocketAddress::unix_path(folder / "notify");
    REQUIRE(::bind(notify_.get(), address->native(), address->size()) == 0);
    ::chmod((folder / "notify").c_str(), 0777);
    const ::timeval patience{30, 0};
    ::setsockopt(notify_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    application.settings.log.log_path = folder / "log";
    application.settings.log.log_timestamp = "";
    application.settings.log.ident = "testd";
    application.settings.user = "65534";
  }
  ~ForkedDaemon() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
  }
  ForkedDaemon(const ForkedDaemon&) = delete;
  ForkedDaemon& operator=(const ForkedDaemon&) = delete;

  void start() {
    pid_ = ::fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      ::setenv("NOTIFY_SOCKET", (folder / "notify").c_str(), 1);
      const daemon::ProgramInfo program{.name = "testd", .summary = "Tests.", .extra = {}};
      ::_exit(daemon::run(program, daemon::Options{}, application));
    }
  }
  // Waits until the daemon has said this to its service manager; false if it never does.
  bool hears(std::string_view message) {
    char text[1000];
    for (ssize_t size = 0; (size = ::recv(notify_.get(), text, sizeof text, 0)) >= 0;) {
      if (std::string_view(text, static_cast<std::size_t>(size)).find(message) != std::string_view::npos) {
        return true;
      }
    }
    return false;
  }
  void signal(int number) const { ::kill(pid_, number); }
  int exit_status() {  // -1: by a signal
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  bool running() { return ::waitpid(pid_, nullptr, WNOHANG) == 0; }
  std::string log() const { return TemporaryFolder::read(folder / "log"); }
  bool has(const char* file) const { return ::access((folder / file).c_str(), F_OK) == 0; }

  TemporaryFolder folder;
  ScriptedApplication application;

 private:
  event::UniqueFd notify_;
  pid_t pid_ = -1;
};

}  // namespace dovetail::test
