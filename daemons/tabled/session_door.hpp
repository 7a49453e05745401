// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "daemons/tabled/door_rules.hpp"
#include "daemons/tabled/service.hpp"
#include "libcommon/daemon/listener.hpp"
#include "libcommon/daemon/server.hpp"
#include "libcommon/table/ask.hpp"

namespace dovetail::tabled {

// Connections of one protocol: hands their questions to the service and the answers back.
template <class Session>
class SessionDoor final : public Service::Door, private daemon::Server<Session>::Handler {
 public:
  using Make = std::unique_ptr<Session> (*)(const DoorRules& rules);

  SessionDoor(event::Loop& loop, base::Log& log, Service& service, Make make)
      : log_(log),
        service_(service),
        make_(make),
        number_(service.add_door(*this)),
        server_(loop, log, *this, {.refuse_at_end = true}) {}

  void add_listener(daemon::Listener listener) { server_.add_listener(std::move(listener)); }
  void set_idle_limit(std::chrono::milliseconds limit) { idle_limit_ = limit; }
  std::size_t connections() const { return server_.connections(); }
  daemon::Drain& drain() { return server_.drain(); }

  void answered(const table::maps::Lookups::Asker& asker, const table::Answer& answer) override {
    server_.resume(connection_of(asker), base::Ticket{asker.ticket}, answer);
  }

 private:
  static table::maps::Lookups::Asker asker_of(std::uint32_t door, daemon::ConnectionId id,
                                              base::Ticket ticket) {
    return {door, (std::uint64_t{id.slot} << 32) | id.generation, ticket.number};
  }
  static daemon::ConnectionId connection_of(const table::maps::Lookups::Asker& asker) {
    return {static_cast<std::uint32_t>(asker.connection >> 32), static_cast<std::uint32_t>(asker.connection)};
  }

  std::unique_ptr<Session> open(const daemon::PeerInfo& peer, daemon::ConnectionId) override {
    const DoorRules& rules = rules_.of(*peer.listener);
    if (!rules.admits(peer.peer)) {
      log_.warning("connection refused: " + peer.peer.text() + " is not in allow_users");
      return nullptr;
    }
    DoorRules with_limit = rules;
    if (idle_limit_.count() > 0) with_limit.idle_limit = idle_limit_;
    return make_(with_limit);
  }

  void effect(daemon::ConnectionId id, typename Session::Effect&& question) override {
    const auto& ask = std::get<table::Ask>(question);
    const DoorRules& rules = rules_.of(*server_.peer(id)->listener);
    const auto asker = asker_of(number_, id, ask.ticket);
    service_.heard_from(asker);
    if (!rules.serves(ask.map)) {
      server_.resume(id, ask.ticket, rules.refusal(ask.map));
      return;
    }
    if (const auto known = service_.known(ask.map, ask.key, rules.over_network)) {
      server_.resume(id, ask.ticket, *known);
      return;
    }
    const auto answer = service_.ask(ask.map, ask.key, asker, rules.over_network);
    if (answer) server_.resume(id, ask.ticket, *answer);
  }

  void closed(daemon::ConnectionId, Session&, std::string_view reason) override {
    if (!reason.empty()) log_.info("connection closed: " + std::string(reason));
  }

  base::Log& log_;
  Service& service_;
  Make make_;
  std::uint32_t number_;
  DoorRuleBook rules_;
  std::chrono::milliseconds idle_limit_{0};
  daemon::Server<Session> server_;
};

}  // namespace dovetail::tabled
