// SPDX-License-Identifier: MIT
#include "daemons/policyd/policy_server.hpp"

namespace dovetail::policyd {

PolicyServer::PolicyServer(event::Loop& loop, base::Log& log, Ask ask)
    : log_(log), ask_(std::move(ask)), server_(loop, log, *this, {.refuse_at_end = true}) {}

std::unique_ptr<policy::Session> PolicyServer::open(const daemon::PeerInfo& peer, daemon::ConnectionId) {
  if (options_.log_connections) log_.info("CONNECT " + peer.peer.text());
  return std::make_unique<policy::Session>(options_.session);
}

void PolicyServer::effect(daemon::ConnectionId id, policy::Session::Effect&& question) {
  auto& decide = std::get<policy::Decide>(question);
  ask_(id, decide.ticket, std::move(decide.request));
}

void PolicyServer::closed(daemon::ConnectionId, policy::Session&, std::string_view reason) {
  if (reason.starts_with("unrecognized request type")) {
    log_.error(reason);
  } else if (!reason.empty()) {
    log_.info("connection closed: " + std::string(reason));
  }
  if (deserted_ && server_.connections() <= 1) deserted_();
}

}  // namespace dovetail::policyd
