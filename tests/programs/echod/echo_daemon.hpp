// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "libcommon/daemon/application.hpp"
#include "libcommon/daemon/frame.hpp"
#include "libcommon/daemon/server.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "tests/programs/echod/echo_session.hpp"

namespace dovetail::echod {

struct Settings {
  std::string greeting;
  std::chrono::milliseconds patience{};
};

struct EchoSetup final : daemon::Setup {
  Settings settings;
};

// The smallest daemon that uses all of the frame. Lines it knows besides those it echoes: "slow MS" (a worker
// sleeps), "busy MS" (the loop itself does), "big N", "greeting", "peer", "child PATH", "throw".
class EchoDaemon final : public daemon::Application,
                         public daemon::Server<EchoSession>::Handler,
                         private daemon::Drain {
 public:
  std::unique_ptr<daemon::Setup> load(const daemon::Options& options, config::Findings& findings) override;
  void start(daemon::Frame& frame, std::unique_ptr<daemon::Setup> setup) override;
  base::Result<void> reload(std::unique_ptr<daemon::Setup> setup) override;
  void report(daemon::StatusReport& report) override;
  void stop() override;

 private:
  std::unique_ptr<EchoSession> open(const daemon::PeerInfo& peer, daemon::ConnectionId id) override;
  void effect(daemon::ConnectionId id, EchoSession::Effect&& question) override;
  void closed(daemon::ConnectionId id, EchoSession& session, std::string_view reason) override;
  void shut_down() override {}
  bool at_rest() const override { return pool_->in_work() == 0; }

  std::string answer_now(daemon::ConnectionId id, const std::string& line);
  void answer_later(daemon::ConnectionId id, Question question);

  daemon::Frame* frame_ = nullptr;
  std::unique_ptr<EchoSetup> setup_;
  base::Lifetime lifetime_;
  std::optional<event::WorkerPool> pool_;
  std::optional<daemon::Server<EchoSession>> server_;
};

}  // namespace dovetail::echod
