// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "libcommon/base/log.hpp"
#include "libcommon/daemon/server.hpp"
#include "policy/protocol/limits.hpp"
#include "policy/protocol/session.hpp"

namespace dovetail::policyd {

// The sockets' side: sessions of the policy protocol over the listeners. Questions go to `ask`. Loop thread.
class PolicyServer final : private daemon::Server<policy::Session>::Handler {
 public:
  using Ask = base::UniqueFunction<void(daemon::ConnectionId, base::Ticket, policy::Request)>;
  struct Options {
    policy::SessionOptions session;
    bool log_connections = false;  // Postgrey's --verbose
  };

  PolicyServer(event::Loop& loop, base::Log& log, Ask ask);

  void configure(const Options& options) {
    options_ = options;
    options_.session.budget = &budget_;
  }
  void add_listener(daemon::Listener listener) { server_.add_listener(std::move(listener)); }
  void reply(daemon::ConnectionId id, base::Ticket ticket, std::string_view action) {
    server_.resume(id, ticket, action);
  }
  std::size_t connections() const { return server_.connections(); }
  daemon::Drain& drain() { return server_.drain(); }

  // For a process that serves one connection only (spawn(8)): called when the last one has gone.
  void when_deserted(base::UniqueFunction<void()> call) { deserted_ = std::move(call); }

 private:
  std::unique_ptr<policy::Session> open(const daemon::PeerInfo& peer, daemon::ConnectionId id) override;
  void effect(daemon::ConnectionId id, policy::Session::Effect&& question) override;
  void closed(daemon::ConnectionId id, policy::Session& session, std::string_view reason) override;

  base::Log& log_;
  Ask ask_;
  policy::InputBudget budget_{policy::kMaxHeldInput, policy::kModestInput};
  Options options_;
  base::UniqueFunction<void()> deserted_;
  daemon::Server<policy::Session> server_;
};

}  // namespace dovetail::policyd
