// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "libcommon/base/session.hpp"
#include "libcommon/daemon/server_core.hpp"

namespace dovetail::daemon {

// Drives sessions of one kind over the connections of its listeners. The daemon's side is a Handler; answers come
// back by resume(), at once from within effect() or later. A session whose exchanges have several steps may say
// with midway() that one is open: at the end of the daemon its peer is heard a little longer.
template <base::Session S>
class Server final : private ServerCore {
 public:
  class Handler {
   public:
    // A session for a new connection; null refuses it (closed without a word).
    virtual std::unique_ptr<S> open(const PeerInfo& peer, ConnectionId id) = 0;
    // A question of the session's own (never Send or Close).
    virtual void effect(ConnectionId id, typename S::Effect&& question) = 0;
    // Unsent bytes of a congested connection have left: for sessions that are fed piece by piece (LIST).
    virtual void drained(ConnectionId) {}
    // The connection is gone; last look at its session. `reason`: the session's, the system's, or "" for an
    // ordinary end.
    virtual void closed(ConnectionId, S&, std::string_view /*reason*/) {}

   protected:
    ~Handler() = default;
  };

  Server(event::Loop& loop, base::Log& log, Handler& handler, ServerOptions options = {})
      : ServerCore(loop, log, options), handler_(handler) {}

  using ServerCore::add_listener;
  using ServerCore::congested;
  using ServerCore::connections;
  using ServerCore::peer;
  using ServerCore::peer_has_gone;

  // The answer to a question; dropped if the connection has gone.
  template <class Answer>
  void resume(ConnectionId id, base::Ticket ticket, Answer&& answer) {
    if (S* found = session(id)) {
      protect(id, [&] {
        found->resume(ticket, std::forward<Answer>(answer));
        answered(id);
      });
    }
  }
  // The session itself, null if gone. After changing it by hand call touched().
  S* session(ConnectionId id) {
    auto* adapter = static_cast<Adapter*>(find(id));
    return adapter == nullptr ? nullptr : adapter->session.get();
  }
  void touched(ConnectionId id) { answered(id); }
  void close(ConnectionId id, std::string reason) { close_connection(id, std::move(reason)); }

  // The server as something that comes to rest: Frame::add_drain(server.drain()).
  Drain& drain() { return *this; }

 private:
  struct Adapter final : SessionAdapter {
    Adapter(Server& owner, ConnectionId own_id, std::unique_ptr<S> owned)
        : server(owner), id(own_id), session(std::move(owned)) {}
    void receive(std::string_view bytes) override { session->receive(bytes); }
    void peer_closed() override { session->peer_closed(); }
    bool readable() const override { return session->readable(); }
    bool midway() const override {
      if constexpr (requires(const S& idle) { { idle.midway() } -> std::same_as<bool>; }) {
        return session->midway();
      }
      return false;
    }
    std::optional<std::chrono::milliseconds> wanted_deadline() const override { return session->wanted_deadline(); }
    void deadline_passed() override { session->deadline_passed(); }
    void shut_down() override { session->shut_down(); }
    void drained() override { server.handler_.drained(id); }
    void closed(std::string_view reason) override { server.handler_.closed(id, *session, reason); }
    Step next() override;

    Server& server;
    ConnectionId id;
    std::unique_ptr<S> session;
  };

  std::unique_ptr<SessionAdapter> open_session(const PeerInfo& peer, ConnectionId id) override {
    auto opened = handler_.open(peer, id);
    return opened ? std::make_unique<Adapter>(*this, id, std::move(opened)) : nullptr;
  }

  Handler& handler_;
};

template <base::Session S>
typename ServerCore::Step Server<S>::Adapter::next() {
  std::optional<typename S::Effect> effect = session->next();
  if (!effect) {
    return Step::idle();
  }
  if (auto* send = std::get_if<base::Send>(&*effect)) {
    return Step::send(std::move(send->bytes));
  }
  if (auto* close = std::get_if<base::Close>(&*effect)) {
    return Step::close(std::move(close->reason));
  }
  server.handler_.effect(id, std::move(*effect));
  return Step::asked();
}

}  // namespace dovetail::daemon
