// SPDX-License-Identifier: MIT
#include "daemons/dovetail/auth_connection.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "libcommon/base/text.hpp"
#include "libcommon/wire/tab_fields.hpp"

namespace dovetail::cli {

namespace {

constexpr std::size_t kLongestLine = 1024 * 1024;
constexpr timeval kPatience{60, 0};  // a failed login is answered late

}  // namespace

AuthConnection::AuthConnection(AuthConnection&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      buffer_(std::move(other.buffer_)),
      cookie_(std::move(other.cookie_)),
      mechanisms_(std::move(other.mechanisms_)) {}

AuthConnection::~AuthConnection() {
  if (fd_ >= 0) {
    ::close(fd_);
  }
}

base::Result<AuthConnection> AuthConnection::open(const std::string& path, Kind kind) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return base::Unexpected(
        base::permanent("no usable auth socket: '" + path + "' (choose one with --socket)"));
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  AuthConnection connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), path);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (connection.fd_ < 0 || ::connect(connection.fd_, generic, sizeof address) != 0) {
    return base::Unexpected(base::system_error("connect(" + path + ") failed", errno));
  }
  ::setsockopt(connection.fd_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  if (auto greeted = connection.greet(kind); !greeted) {
    return base::Unexpected(std::move(greeted).error());
  }
  return connection;
}

base::Result<void> AuthConnection::greet(Kind kind) {
  const std::string hello = kind == Kind::client ? "VERSION\t1\t2\nCPID\t" + std::to_string(::getpid()) + "\n"
                                                 : std::string("VERSION\t1\t1\n");
  if (auto sent = send(hello); !sent) {
    return sent;
  }
  for (;;) {
    auto line = receive();
    if (!line) {
      return base::Unexpected(std::move(line).error());
    }
    const std::string& word = line->front();
    if (word == "COOKIE" && line->size() > 1) {
      cookie_ = (*line)[1];
    } else if (word == "MECH" && line->size() > 1) {
      mechanisms_.push_back((*line)[1]);
    }
    if (word == (kind == Kind::client ? "DONE" : "SPID")) {
      return {};
    }
  }
}

bool AuthConnection::offers(const std::string& mechanism) const {
  return std::find(mechanisms_.begin(), mechanisms_.end(), mechanism) != mechanisms_.end();
}

base::Result<void> AuthConnection::send(const std::string& line) {
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t sent = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EINTR) {
      return base::Unexpected(base::system_error("write(" + path_ + ") failed", errno));
    }
    rest.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
  }
  return {};
}

base::Result<std::vector<std::string>> AuthConnection::receive() {
  for (;;) {
    if (const auto end = buffer_.find('\n'); end != std::string::npos) {
      auto fields = wire::split_tab_fields(std::string_view(buffer_).substr(0, end));
      buffer_.erase(0, end + 1);
      if (!fields) {
        return base::Unexpected(base::temporary(path_ + ": a reply with too many fields"));
      }
      return std::move(*fields);
    }
    char block[16384];
    const ssize_t got = ::recv(fd_, block, sizeof block, 0);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return base::Unexpected(base::system_error("read(" + path_ + ") failed", errno));
    }
    if (got == 0 || buffer_.size() > kLongestLine) {
      return base::Unexpected(base::temporary(path_ + ": connection closed by the auth server"));
    }
    buffer_.append(block, static_cast<std::size_t>(got));
  }
}

}  // namespace dovetail::cli
