// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "libcommon/base/text.hpp"
#include "libcommon/daemon/listeners.hpp"
#include "libcommon/event/socket_address.hpp"

namespace dovetail::daemon {

namespace {

constexpr int kFirstHanded = 3;  // SD_LISTEN_FDS_START
constexpr int kMostHanded = 100;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

event::SocketAddress address_of(int fd) {
  ::sockaddr_storage storage{};
  ::socklen_t size = sizeof storage;
  ::getsockname(fd, reinterpret_cast<::sockaddr*>(&storage), &size);
  return event::SocketAddress::from_native(reinterpret_cast<const ::sockaddr*>(&storage), size);
}

bool same_address(const config::Listener& spec, const event::SocketAddress& address) {
  if (spec.kind == config::Listener::Kind::unix_socket) {
    return !spec.path.empty() && spec.path == address.path();
  }
  return spec.kind == config::Listener::Kind::inet && spec.port != 0 && spec.port == address.port();
}

bool same_name(const config::Listener& spec, const std::string& name) {
  const std::string_view whole = spec.name;
  const auto slash = whole.rfind('/');
  const std::string_view last = slash == whole.npos ? whole : whole.substr(slash + 1);
  return !name.empty() && (name == whole || name == last || name == spec.service + "-" + spec.name);
}

const config::Listener* find_block(const HandedSocket& socket, const std::vector<config::Listener>& specs) {
  const auto address = address_of(socket.fd.get());
  for (const config::Listener& spec : specs) {
    if (same_address(spec, address)) {
      return &spec;
    }
  }
  for (const config::Listener& spec : specs) {
    if (same_name(spec, socket.name)) {
      return &spec;
    }
  }
  return nullptr;
}

config::Listener bare_spec(const HandedSocket& socket) {
  const auto address = address_of(socket.fd.get());
  config::Listener spec;
  spec.name = socket.name;
  spec.path = address.path();
  spec.port = address.port();
  if (spec.port != 0) {
    spec.kind = config::Listener::Kind::inet;
    spec.addresses = {address.address()};
  }
  return spec;
}

// The block says what the socket is for; what it is the socket itself says, lest a name in a unit make a TCP
// socket pass for a local one.
config::Listener with_address_of(config::Listener real, const config::Listener& block) {
  const bool same_kind = (real.kind == config::Listener::Kind::inet) == (block.kind == config::Listener::Kind::inet);
  config::Listener spec = block;
  if (!same_kind) {
    spec.kind = real.kind;
    spec.path = std::move(real.path);
    spec.addresses = std::move(real.addresses);
    spec.port = real.port;
  }
  return spec;
}

}  // namespace

std::vector<HandedSocket> take_handed_sockets() {
  const auto pid = base::to_number<pid_t>(variable("LISTEN_PID"));
  const auto count = base::to_number<int>(variable("LISTEN_FDS"));
  const std::string all_names = variable("LISTEN_FDNAMES");
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) {
    ::unsetenv(name);
  }
  std::vector<HandedSocket> sockets;
  if (!pid || *pid != ::getpid() || !count || *count > kMostHanded) {
    return sockets;
  }
  const auto names = base::split(all_names, ':');
  for (int index = 0; index < *count; ++index) {
    const int fd = kFirstHanded + index;
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    const auto at = static_cast<std::size_t>(index);
    sockets.push_back({event::UniqueFd(fd), at < names.size() ? std::string(names[at]) : std::string()});
  }
  return sockets;
}

std::vector<Listener> match_handed(std::vector<HandedSocket> sockets,
                                   const std::vector<config::Listener>& specs) {
  std::vector<Listener> listeners;
  for (HandedSocket& socket : sockets) {
    const config::Listener* block = find_block(socket, specs);
    config::Listener spec = bare_spec(socket);
    if (block != nullptr) spec = with_address_of(std::move(spec), *block);
    listeners.push_back({std::move(spec), std::move(socket.fd), true});
  }
  return listeners;
}

}  // namespace dovetail::daemon
