// SPDX-License-Identifier: MIT
#include "libcommon/daemon/server_core.hpp"

#include <cstring>
#include <utility>

#include "libcommon/daemon/connection.hpp"

namespace dovetail::daemon {

ServerCore::ServerCore(event::Loop& loop, base::Log& log, ServerOptions options)
    : loop_(loop), log_(log), options_(options), removal_(loop, [this] { remove_ended(); }) {}

ServerCore::~ServerCore() = default;

void ServerCore::add_listener(Listener listener) {
  if (listener.client_limit != 0) {
    options_.max_connections = listener.client_limit;
  }
  auto door = std::make_unique<Door>();
  Door& kept = *door;
  kept.listener = std::move(listener);
  kept.acceptor = std::make_unique<event::Acceptor>(
      loop_, std::move(kept.listener.fd),
      [this, &kept](event::UniqueFd fd) { accepted(kept, std::move(fd)); },
      [this, &kept](int problem) {
        log_.error("cannot accept a connection on " + to_string(kept.listener.spec) + ": " +
                   std::strerror(problem));
      });
  doors_.push_back(std::move(door));
}

void ServerCore::accepted(const Door& door, event::UniqueFd fd) {
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const ConnectionId id{free_slots_.back(), slots_[free_slots_.back()].generation};
  protect(id, [&] {
    PeerInfo peer{&door.listener.spec, event::peer_of(fd.get())};
    begin_connection(id, std::move(peer), std::move(fd));
  });
}

void ServerCore::begin_connection(ConnectionId id, PeerInfo peer, event::UniqueFd fd) {
  auto session = open_session(peer, id);
  if (session == nullptr) {
    return;
  }
  auto made = std::make_unique<Connection>(*this, id, std::move(peer), std::move(fd), std::move(session));
  Connection& connection = *made;
  free_slots_.pop_back();
  slots_[id.slot].connection = std::move(made);
  ++open_;
  pause_if_full();
  connection.begin();
}

void ServerCore::broken(ConnectionId id, const char* what) noexcept {
  log_.error(std::string("a connection is closed by an internal error: ") + what);
  if (Connection* found = connection(id)) {
    found->end(std::string("exception: ") + what);
  }
}

void ServerCore::pause_if_full() {
  const bool full = open_ >= options_.max_connections;
  for (const auto& door : doors_) {
    if (door->acceptor && full != door->acceptor->paused()) {
      full ? door->acceptor->pause() : door->acceptor->resume();
    }
  }
}

Connection* ServerCore::connection(ConnectionId id) const {
  const bool there = id.slot < slots_.size() && slots_[id.slot].generation == id.generation;
  return there ? slots_[id.slot].connection.get() : nullptr;
}

ServerCore::SessionAdapter* ServerCore::find(ConnectionId id) const {
  const Connection* found = connection(id);
  return found == nullptr ? nullptr : found->session();
}

const PeerInfo* ServerCore::peer(ConnectionId id) const {
  const Connection* found = connection(id);
  return found == nullptr ? nullptr : &found->peer();
}

bool ServerCore::peer_has_gone(ConnectionId id) const {
  const Connection* found = connection(id);
  return found == nullptr || found->peer_has_gone();
}

bool ServerCore::congested(ConnectionId id) const {
  const Connection* found = connection(id);
  return found != nullptr && found->congested();
}

void ServerCore::answered(ConnectionId id) {
  if (Connection* found = connection(id)) {
    found->answered();
  }
}

void ServerCore::close_connection(ConnectionId id, std::string reason) {
  if (Connection* found = connection(id)) {
    found->close(std::move(reason));
  }
}

void ServerCore::ended(ConnectionId id) {
  ended_.push_back(id);
  removal_.schedule();
}

void ServerCore::remove_ended() {
  for (const ConnectionId id : std::exchange(ended_, {})) {
    Slot& slot = slots_[id.slot];
    protect(id, [&slot] { slot.connection->over(); });
    slot.connection.reset();
    ++slot.generation;
    free_slots_.push_back(id.slot);
    --open_;
  }
  pause_if_full();
}

// Our own sockets close for good: who waits in their queues is served once more. A handed-over socket's queue
// is for the process that comes after us.
void ServerCore::shut_down() {
  if (std::exchange(shutting_down_, true)) {
    return;
  }
  for (const auto& door : doors_) {
    if (!door->listener.handed_over) {
      door->acceptor->accept_waiting();
    }
    door->acceptor.reset();
  }
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    if (Connection* open = slots_[slot].connection.get()) {
      open->shut_down();
    }
  }
}

}  // namespace dovetail::daemon
