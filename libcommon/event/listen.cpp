// SPDX-License-Identifier: MIT
#include "libcommon/event/listen.hpp"

#include <netinet/in.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>

#include "libcommon/event/socket_owner.hpp"

namespace dovetail::event {

namespace {

constexpr int kBacklog = 1024;  // the kernel cuts it to net.core.somaxconn

UniqueFd stream_socket(int family) {
  return UniqueFd(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

base::Error bind_error(const std::string& what, int errno_value) {
  return base::system_error("cannot listen on " + what, errno_value);
}

// What stands at the path already: nothing in the way, a dead socket (to be replaced), or something of
// others.
base::Result<void> check_path(const std::string& path) {
  struct ::stat info {};
  if (::lstat(path.c_str(), &info) != 0) {
    return {};
  }
  if (!S_ISSOCK(info.st_mode)) {
    return base::Unexpected(
        base::permanent("cannot listen on " + path + ": there is a file that is no socket", EEXIST));
  }
  if (somebody_answers(path)) {
    return base::Unexpected(
        base::permanent("cannot listen on " + path + ": another program answers there", EADDRINUSE));
  }
  return {};
}

// The umask gives the file its mode from the first moment: a chmod(2) afterwards would follow a link that
// whoever owns the folder puts in its place. Until listen(2) nobody can connect, whatever the mode.
base::Result<UniqueFd> bind_and_listen(const SocketFile& file) {
  const auto address = SocketAddress::unix_path(file.path);
  if (!address) {
    return base::Unexpected(address.error());
  }
  UniqueFd fd = stream_socket(AF_UNIX);
  if (::unlink(file.path.c_str()) != 0 && errno != ENOENT) {  // a dead one: check_path() has looked
    return base::Unexpected(base::system_error("cannot replace the socket " + file.path, errno));
  }
  const mode_t before = ::umask(~file.mode & 0777);
  const bool bound = fd && ::bind(fd.get(), address->native(), address->size()) == 0;
  const int problem = errno;
  ::umask(before);
  if (!bound) {
    return base::Unexpected(bind_error(file.path, problem));
  }
  base::Result<void> outcome;
  if (file.owner || file.group) {
    outcome = give_socket_owner(file.path, file.owner, file.group);
  }
  if (outcome && ::listen(fd.get(), kBacklog) != 0) {
    outcome = base::Unexpected(bind_error(file.path, errno));
  }
  if (!outcome) {
    ::unlink(file.path.c_str());
    return base::Unexpected(outcome.error());
  }
  return fd;
}

}  // namespace

bool somebody_answers(const std::string& path) {
  const auto address = SocketAddress::unix_path(path);
  const UniqueFd fd = stream_socket(AF_UNIX);
  if (!address || !fd) {
    return false;
  }
  // EAGAIN: its queue is full, so it lives. Permissions do not hide a living one either: EACCES is "yes".
  return ::connect(fd.get(), address->native(), address->size()) == 0 ||
         (errno != ECONNREFUSED && errno != ENOENT);
}

base::Result<UniqueFd> listen_unix(const SocketFile& file) {
  if (auto checked = check_path(file.path); !checked) {
    return base::Unexpected(checked.error());
  }
  return bind_and_listen(file);
}

base::Result<UniqueFd> listen_inet(const SocketAddress& address, bool reuse_port) {
  UniqueFd fd = stream_socket(address.family());
  const int on = 1;
  if (fd) {
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (reuse_port) {
      ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    }
    if (address.family() == AF_INET6) {
      ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
  }
  if (!fd || ::bind(fd.get(), address.native(), address.size()) != 0 || ::listen(fd.get(), kBacklog) != 0) {
    return base::Unexpected(bind_error(address.text(), errno));
  }
  return fd;
}

}  // namespace dovetail::event
