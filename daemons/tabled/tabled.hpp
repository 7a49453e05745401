// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "daemons/tabled/admin.hpp"
#include "daemons/tabled/service.hpp"
#include "daemons/tabled/session_door.hpp"
#include "daemons/tabled/setup.hpp"
#include "libcommon/daemon/application.hpp"
#include "libcommon/table/socketmap_session.hpp"
#include "libcommon/table/tcp_session.hpp"

namespace dovetail::tabled {

// The daemon: tables, the doors to them, and their life.
class Tabled final : public daemon::Application {
 public:
  std::unique_ptr<daemon::Setup> load(const daemon::Options& options, config::Findings& findings) override;
  void start(daemon::Frame& frame, std::unique_ptr<daemon::Setup> setup) override;
  base::Result<void> reload(std::unique_ptr<daemon::Setup> setup) override;
  void report(daemon::StatusReport& report) override;
  void stop() override;

 private:
  struct Running {
    explicit Running(daemon::Frame& frame, TabledSetup& setup);
    Service service;
    SessionDoor<table::SocketmapSession> socketmap;
    SessionDoor<table::TcpSession> tcp;
    AdminDoor admin;
  };
  std::unique_ptr<Running> running_;
};

}  // namespace dovetail::tabled
