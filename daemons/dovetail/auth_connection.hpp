// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::cli {

// A connection to an auth socket that waits: for commands, which have nothing else to do. Errors are
// temporary and name the socket.
class AuthConnection {
 public:
  enum class Kind { client, master };
  static base::Result<AuthConnection> open(const std::string& path, Kind kind);
  AuthConnection(AuthConnection&& other) noexcept;
  AuthConnection& operator=(AuthConnection&&) = delete;
  ~AuthConnection();

  base::Result<void> send(const std::string& line);      // with its LF
  base::Result<std::vector<std::string>> receive();      // the next line's fields, decoded
  const std::string& cookie() const { return cookie_; }  // client sockets
  bool offers(const std::string& mechanism) const;

 private:
  AuthConnection(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  base::Result<void> greet(Kind kind);

  int fd_;
  std::string path_;
  std::string buffer_;
  std::string cookie_;
  std::vector<std::string> mechanisms_;
};

// Of `service auth {}` in a configuration: the paths of its sockets by kind; "" where there is none. lookup
// is auth_socket_path.
struct AuthSockets {
  std::string client, login, master, userdb;
};
base::Result<AuthSockets> auth_sockets(const std::string& config_file);

}  // namespace dovetail::cli
