// SPDX-License-Identifier: MIT
#include "daemons/dovetail/admin_client.hpp"

#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "libcommon/base/text.hpp"
#include "libcommon/config/common_settings.hpp"
#include "libcommon/config/load.hpp"
#include "libcommon/daemon/frame_settings.hpp"

namespace dovetail::cli {
namespace {

constexpr std::size_t kMaxReply = 16 * 1024 * 1024;

class Socket {
 public:
  Socket() : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

std::string percent_encoded(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
    }
  }
  return out;
}

base::Result<void> connect_to(const Socket& socket, const std::string& path) {
  ::sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return base::Unexpected(base::permanent("socket path is too long: " + path));
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  const ::timeval limit{30, 0};
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (::connect(socket.fd(), reinterpret_cast<const ::sockaddr*>(&address), sizeof address) != 0) {
    return base::Unexpected(base::system_error("cannot connect to " + path, errno));
  }
  return {};
}

// The request closes the connection, so the reply is what comes until its end.
base::Result<std::string> converse(const Socket& socket, std::string_view request) {
  while (!request.empty()) {
    const ssize_t sent = ::send(socket.fd(), request.data(), request.size(), MSG_NOSIGNAL);
    if (sent <= 0) return base::Unexpected(base::system_error("cannot send to the daemon", errno));
    request.remove_prefix(static_cast<std::size_t>(sent));
  }
  std::string reply;
  char buffer[16 * 1024];
  for (;;) {
    const ssize_t got = ::recv(socket.fd(), buffer, sizeof buffer, 0);
    if (got == 0) return reply;
    if (got < 0) return base::Unexpected(base::system_error("no reply from the daemon", errno));
    reply.append(buffer, static_cast<std::size_t>(got));
    if (reply.size() > kMaxReply) return base::Unexpected(base::temporary("reply of the daemon is too long"));
  }
}

}  // namespace

base::Result<AdminReply> ask_daemon(const std::string& socket_path, std::string_view method,
                                    std::string_view path,
                                    const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string target(path);
  char separator = '?';
  for (const auto& [name, value] : parameters) {
    target.append(1, separator).append(percent_encoded(name)).append("=").append(percent_encoded(value));
    separator = '&';
  }
  const Socket socket;
  if (auto connected = connect_to(socket, socket_path); !connected) {
    return base::Unexpected(std::move(connected).error());
  }
  const std::string request =
      std::string(method) + " " + target +
      " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  auto reply = converse(socket, request);
  if (!reply) return base::Unexpected(std::move(reply).error());
  const auto body = reply->find("\r\n\r\n");
  const auto status = base::to_number<int>(
      std::string_view(*reply).substr(0, 12).substr(std::min<std::size_t>(9, reply->size())));
  if (body == std::string::npos || !status)
    return base::Unexpected(base::temporary("the daemon's reply is no HTTP"));
  return AdminReply{*status, reply->substr(body + 4)};
}

std::string admin_socket_path(const std::string& config_file, const std::string& daemon) {
  config::Findings findings;
  const config::Document document = config::load(config_file, config::DiskSource(), findings);
  const auto common = config::read_common(document, config::resolve(document, {}), findings);
  return daemon::frame_settings(common, daemon, "").admin_socket;
}

}  // namespace dovetail::cli
