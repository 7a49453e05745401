// SPDX-License-Identifier: MIT
#include <cerrno>
#include <stdexcept>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include "libcommon/daemon/runner.hpp"
#include "libcommon/event/endpoint.hpp"
#include "libcommon/event/listen.hpp"

namespace dovetail::daemon {

namespace {

constexpr mode_t kAdminMode = 0660;

// As root the folder of a fresh machine is made; otherwise tmpfiles or a socket unit has to.
void make_folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (::geteuid() == 0 && slash != path.npos && slash > 0) {
    const mode_t before = ::umask(022);  // no chmod(2): it would follow a link put there meanwhile
    ::mkdir(path.substr(0, slash).c_str(), 0755);
    ::umask(before);
  }
}

bool is_admin(const HandedSocket& socket, const std::string& program) {
  return socket.name == "admin" || socket.name == program + ".admin" || socket.name == program + "-admin";
}

}  // namespace

void Runner::open_sockets(const FrameSettings& settings) {
  adopt_handed_sockets(settings);
  open_own_sockets(settings);
  for (Listener& listener : listeners_) {
    listener.client_limit = settings.client_limit;
  }
}

// Handed-over descriptors replace all listeners of the file; the admin socket counts apart, as its unit does.
void Runner::adopt_handed_sockets(const FrameSettings& settings) {
  std::vector<HandedSocket> services;
  for (HandedSocket& socket : take_handed_sockets()) {
    if (is_admin(socket, program_.name)) {
      admin_socket_ = std::move(socket.fd);
    } else {
      services.push_back(std::move(socket));
    }
  }
  listeners_ = match_handed(std::move(services), settings.listeners);
  for (const Listener& listener : listeners_) {
    log_.debug("listener " + to_string(listener.spec) + " is handed over");
  }
}

void Runner::open_own_sockets(const FrameSettings& settings) {
  if (listeners_.empty()) {
    config::Findings findings;
    listeners_ = open_listeners(settings.listeners, findings);
    std::string problems;
    for (const config::Finding& one : findings.sorted()) {
      if (one.gravity == config::Gravity::error) {
        problems += (problems.empty() ? "" : "\n") + config::to_string(one);
      } else {
        log_.warning(config::to_string(one));
      }
    }
    if (!problems.empty()) {
      throw std::runtime_error(problems);
    }
  }
  open_admin_socket(settings);
  open_metrics_sockets(settings);
}

// A daemon serves mail without its admin socket; only a second daemon of the same name is a mistake.
void Runner::open_admin_socket(const FrameSettings& settings) {
  if (admin_socket_ || settings.admin_socket.empty()) {
    return;
  }
  event::SocketFile file;
  file.path = settings.admin_socket;
  file.mode = kAdminMode;
  if (!settings.admin_socket_group.empty()) {
    const auto group = group_id(settings.admin_socket_group);
    if (!group) {
      throw std::runtime_error("admin_socket_group: " + group.error().detail);
    }
    file.group = *group;
  } else if (identity_) {
    file.group = identity_->gid;
  }
  make_folder_of(file.path);
  auto opened = event::listen_unix(file);
  if (opened) {
    admin_socket_ = std::move(*opened);
  } else if (opened.error().code == EADDRINUSE || opened.error().code == EEXIST) {
    throw std::runtime_error("admin_socket: " + opened.error().detail);
  } else {
    log_.warning("admin_socket: " + opened.error().detail + "; going on without it");
  }
}

void Runner::open_metrics_sockets(const FrameSettings& settings) {
  if (settings.metrics_listener.empty()) {
    return;
  }
  const auto endpoint = event::parse_endpoint(settings.metrics_listener, 9900);
  const auto addresses = endpoint ? event::resolve(*endpoint) : base::Unexpected(endpoint.error());
  if (!addresses) {
    throw std::runtime_error("metrics_listener: " + addresses.error().detail);
  }
  for (const event::SocketAddress& address : *addresses) {
    auto fd = event::listen_inet(address);
    if (!fd) {
      throw std::runtime_error("metrics_listener: " + fd.error().detail);
    }
    metrics_sockets_.push_back(std::move(*fd));
  }
}

}  // namespace dovetail::daemon
