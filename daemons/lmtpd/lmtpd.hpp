// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "daemons/lmtpd/delivery_shop.hpp"
#include "daemons/lmtpd/lmtp_server.hpp"
#include "daemons/lmtpd/outbox.hpp"
#include "daemons/lmtpd/recipients.hpp"
#include "daemons/lmtpd/setup.hpp"
#include "libcommon/authclient/user_lookups.hpp"
#include "libcommon/daemon/application.hpp"
#include "libcommon/event/worker_pool.hpp"

namespace dovetail::lmtpd {

// The daemon: door, recipients, deliveries, the way out, and their life.
class Lmtpd final : public daemon::Application {
 public:
  std::unique_ptr<daemon::Setup> load(const daemon::Options& options, config::Findings& findings) override;
  void open_as_root(const daemon::Setup& setup) override;
  void start(daemon::Frame& frame, std::unique_ptr<daemon::Setup> setup) override;
  base::Result<void> reload(std::unique_ptr<daemon::Setup> setup) override;
  void report(daemon::StatusReport& report) override;
  void stop() override;

 private:
  struct Running {
    Running(daemon::Frame& frame, const LmtpdSetup& setup);
    dovetail::maildir::SystemDisk files;
    dovetail::maildir::UniqueNames names;
    event::WorkerPool disk;
    event::WorkerPool outbound;
    authclient::UserLookups users;
    Outbox outbox;
    DeliveryShop shop;
    Recipients recipients;
    LmtpServer server;
    ConfigRef config;
  };
  daemon::Frame* frame_ = nullptr;
  std::unique_ptr<Running> running_;
};

}  // namespace dovetail::lmtpd
