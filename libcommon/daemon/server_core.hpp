// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/log.hpp"
#include "libcommon/daemon/connection_id.hpp"
#include "libcommon/daemon/drain.hpp"
#include "libcommon/daemon/listener.hpp"
#include "libcommon/daemon/peer_info.hpp"
#include "libcommon/event/acceptor.hpp"
#include "libcommon/event/deferred.hpp"
#include "libcommon/event/stream.hpp"

namespace dovetail::daemon {

class Connection;

struct ServerOptions {
  // More wait in the kernel's queue. A listener's client_limit replaces it.
  std::size_t max_connections = 10'000;
  event::StreamOptions stream{.high_water = 50 * 1024, .low_water = 16 * 1024};
  // What a turn has read is served when all of it has been read. The work of many connections then runs without a
  // system call in between; where each of these empties the address caches of the CPU, that is a good part of it.
  bool serve_with_turn = false;
  // One answer for each request, and no state between two of them: at the end of the daemon the peer's next write
  // fails (unix sockets), and it asks the next process instead of waiting for an answer that does not come.
  bool refuse_at_end = false;
  // A peer that lets its replies pile up must take some of them within this time, or it is cut.
  std::chrono::milliseconds peer_read_time = std::chrono::minutes(5);
};

// The part of Server<Session> that does not depend on the session's type: accepts, keeps connections in one
// list, moves bytes, watches deadlines, removes what has ended on the next turn of the loop.
class ServerCore : public Drain {
 public:
  // What a session wants done next.
  struct Step {
    enum class Kind { idle, send, close, asked };
    Kind kind = Kind::idle;
    std::string text;  // bytes to send, reason to close
    static Step idle() { return {}; }
    static Step send(std::string bytes) { return {Kind::send, std::move(bytes)}; }
    static Step close(std::string reason) { return {Kind::close, std::move(reason)}; }
    static Step asked() { return {Kind::asked, {}}; }
  };

  // A session without its type.
  class SessionAdapter {
   public:
    virtual ~SessionAdapter() = default;
    virtual void receive(std::string_view bytes) = 0;
    virtual void peer_closed() = 0;
    virtual Step next() = 0;
    virtual bool readable() const = 0;
    virtual bool midway() const = 0;  // see Server
    virtual std::optional<std::chrono::milliseconds> wanted_deadline() const = 0;
    virtual void deadline_passed() = 0;
    virtual void shut_down() = 0;
    virtual void drained() = 0;
    virtual void closed(std::string_view reason) = 0;
  };

  ServerCore(event::Loop& loop, base::Log& log, ServerOptions options);
  virtual ~ServerCore();
  ServerCore(const ServerCore&) = delete;
  ServerCore& operator=(const ServerCore&) = delete;

  void add_listener(Listener listener);
  std::size_t connections() const { return open_; }
  const PeerInfo* peer(ConnectionId id) const;
  bool peer_has_gone(ConnectionId id) const;  // perhaps nobody has noticed yet; true for a connection that is over
  bool congested(ConnectionId id) const;  // more unsent than high_water: feed it no more until drained()

  void shut_down() override;
  bool at_rest() const override { return open_ == 0; }

 protected:
  virtual std::unique_ptr<SessionAdapter> open_session(const PeerInfo& peer, ConnectionId id) = 0;
  SessionAdapter* find(ConnectionId id) const;
  void answered(ConnectionId id);
  void close_connection(ConnectionId id, std::string reason);
  // Around every call into a session: an exception is a bug that costs this connection, never the daemon.
  template <class Call>
  void protect(ConnectionId id, Call&& call) noexcept {
    try {
      call();
    } catch (const std::exception& problem) {
      broken(id, problem.what());
    } catch (...) {
      broken(id, "unknown exception");
    }
  }

 private:
  friend class Connection;
  struct Slot {
    std::unique_ptr<Connection> connection;
    std::uint32_t generation = 1;
  };
  struct Door {
    Listener listener;
    std::unique_ptr<event::Acceptor> acceptor;
  };

  void broken(ConnectionId id, const char* what) noexcept;
  void accepted(const Door& door, event::UniqueFd fd);
  void begin_connection(ConnectionId id, PeerInfo peer, event::UniqueFd fd);
  Connection* connection(ConnectionId id) const;
  void ended(ConnectionId id);  // by the connection itself: to be removed at the end of the turn
  void remove_ended();
  void pause_if_full();

  event::Loop& loop_;
  base::Log& log_;
  ServerOptions options_;
  std::vector<std::unique_ptr<Door>> doors_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<ConnectionId> ended_;
  event::Deferred removal_;
  std::size_t open_ = 0;
  bool shutting_down_ = false;
};

}  // namespace dovetail::daemon
