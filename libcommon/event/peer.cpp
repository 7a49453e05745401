// SPDX-License-Identifier: MIT
#include "libcommon/event/peer.hpp"

#include <poll.h>
#include <sys/socket.h>

#include "libcommon/event/socket_address.hpp"

namespace dovetail::event {

namespace {

using NameCall = int (*)(int, ::sockaddr*, ::socklen_t*);

std::optional<SocketAddress> end_of(int fd, NameCall ask) {
  ::sockaddr_storage storage{};
  ::socklen_t size = sizeof storage;
  if (ask(fd, reinterpret_cast<::sockaddr*>(&storage), &size) != 0) {
    return std::nullopt;
  }
  return SocketAddress::from_native(reinterpret_cast<const ::sockaddr*>(&storage), size);
}

std::optional<InetEnd> inet_end(const std::optional<SocketAddress>& end) {
  if (!end || end->address().empty()) {
    return std::nullopt;
  }
  return InetEnd{end->address(), end->port()};
}

}  // namespace

Peer peer_of(int fd) {
  Peer peer;
  const auto local = end_of(fd, &::getsockname);
  if (local && local->family() == AF_UNIX) {
    ::ucred native{};
    ::socklen_t size = sizeof native;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &native, &size) == 0) {
      peer.credentials = PeerCredentials{native.pid, native.uid, native.gid};
    }
    return peer;
  }
  peer.local = inet_end(local);
  peer.remote = inet_end(end_of(fd, &::getpeername));
  return peer;
}

bool peer_has_gone(int fd) {
  ::pollfd state{fd, POLLRDHUP, 0};
  return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

std::string Peer::text() const {
  if (remote) {
    const bool brackets = remote->address.find(':') != std::string::npos;
    return (brackets ? "[" + remote->address + "]" : remote->address) + ":" + std::to_string(remote->port);
  }
  if (credentials) {
    return "unix pid=" + std::to_string(credentials->pid) + " uid=" + std::to_string(credentials->uid);
  }
  return "unknown";
}

}  // namespace dovetail::event
