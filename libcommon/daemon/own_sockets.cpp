// SPDX-License-Identifier: MIT
#include <cerrno>
#include <utility>

#include "libcommon/daemon/listeners.hpp"
#include "libcommon/daemon/privileges.hpp"
#include "libcommon/event/endpoint.hpp"
#include "libcommon/event/listen.hpp"

namespace dovetail::daemon {

namespace {

// A program that answers already is usually the one we replace, still running from the same file.
base::Result<event::UniqueFd> with_way_out(base::Result<event::UniqueFd> opened) {
  if (!opened && opened.error().code == EADDRINUSE) {
    base::Error error = opened.error();
    error.detail +=
        "; stop it, or let a systemd socket unit hand over a socket of our own (dovetail systemd sockets)";
    return base::Unexpected(std::move(error));
  }
  return opened;
}

base::Result<event::UniqueFd> open_unix(const config::Listener& spec) {
  event::SocketFile file;
  file.path = spec.path;
  file.mode = static_cast<mode_t>(spec.mode);
  if (!spec.user.empty()) {
    const auto owner = user_id(spec.user);
    if (!owner) {
      return base::Unexpected(owner.error());
    }
    file.owner = *owner;
  }
  if (!spec.group.empty()) {
    const auto group = group_id(spec.group);
    if (!group) {
      return base::Unexpected(group.error());
    }
    file.group = *group;
  }
  return with_way_out(event::listen_unix(file));
}

void open_inet(const config::Listener& spec, const std::string& host, std::vector<Listener>& open,
               config::Findings& findings) {
  const auto addresses = event::resolve({"", host, spec.port});
  if (!addresses) {
    return findings.error(spec.where, addresses.error().detail);
  }
  for (const event::SocketAddress& address : *addresses) {
    auto fd = with_way_out(event::listen_inet(address, spec.reuse_port));
    if (fd) {
      Listener listener{spec, std::move(*fd), false};
      listener.spec.addresses = {address.address()};
      open.push_back(std::move(listener));
    } else if (fd.error().code == EAFNOSUPPORT) {
      findings.warning(spec.where, fd.error().detail);  // a machine without IPv6
    } else {
      findings.error(spec.where, fd.error().detail);
    }
  }
}

}  // namespace

std::vector<Listener> open_listeners(const std::vector<config::Listener>& specs, config::Findings& findings) {
  std::vector<Listener> open;
  for (const config::Listener& spec : specs) {
    if (!spec.opens() || spec.kind == config::Listener::Kind::fifo) {
      continue;
    }
    if (spec.kind == config::Listener::Kind::unix_socket) {
      auto fd = open_unix(spec);
      if (fd) {
        open.push_back({spec, std::move(*fd), false});
      } else {
        findings.error(spec.where, fd.error().detail);
      }
      continue;
    }
    const std::vector<std::string> anywhere = {"*", "::"};
    for (const std::string& host : spec.addresses.empty() ? anywhere : spec.addresses) {
      open_inet(spec, host, open, findings);
    }
  }
  return open;
}

}  // namespace dovetail::daemon
