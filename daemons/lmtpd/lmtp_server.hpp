// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "daemons/lmtpd/delivery_shop.hpp"
#include "daemons/lmtpd/recipients.hpp"
#include "daemons/lmtpd/setup.hpp"
#include "libcommon/daemon/server.hpp"
#include "lmtp/delivery/spool.hpp"
#include "lmtp/protocol/session.hpp"

namespace dovetail::lmtpd {

// The door: connections, and what each of them is about at the moment. Loop thread.
class LmtpServer final : private daemon::Server<lmtp::protocol::Session>::Handler {
 public:
  struct Parts {
    event::Loop& loop;
    base::Log& log;
    const base::Clock& clock;
    Recipients& recipients;
    DeliveryShop& shop;
  };
  LmtpServer(Parts parts, ConfigRef config);

  void add_listener(daemon::Listener listener) { server_.add_listener(std::move(listener)); }
  void use(ConfigRef config) { config_ = std::move(config); }  // for connections to come
  daemon::Drain& drain() { return server_.drain(); }
  std::size_t connections() const { return server_.connections(); }

 private:
  using Session = lmtp::protocol::Session;
  struct Conversation {
    ConfigRef config;
    std::string peer;  // "local", or the address
    authclient::LookupContext context;
    std::optional<lmtp::delivery::Spool> spool;
    std::map<base::Ticket, Resolved> recipients;
    base::Lifetime lifetime;
  };

  std::unique_ptr<Session> open(const daemon::PeerInfo& peer, daemon::ConnectionId id) override;
  void effect(daemon::ConnectionId id, Session::Effect&& question) override;
  void closed(daemon::ConnectionId id, Session& session, std::string_view reason) override;
  bool is_trusted(const daemon::PeerInfo& peer) const;
  void resolve(daemon::ConnectionId id, Conversation& talk, const lmtp::protocol::ResolveRecipient& question);
  void append(Conversation& talk, std::string_view bytes);
  void deliver(daemon::ConnectionId id, Conversation& talk, lmtp::protocol::Deliver question);
  std::string added_headers(const Conversation& talk, const lmtp::Envelope& envelope) const;

  Parts parts_;
  ConfigRef config_;
  std::map<daemon::ConnectionId, Conversation> talks_;
  daemon::Server<Session> server_;
};

}  // namespace dovetail::lmtpd
