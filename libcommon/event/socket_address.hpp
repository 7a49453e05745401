// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sys/socket.h>

#include "libcommon/base/result.hpp"

namespace dovetail::event {

// An address to connect or bind to: a unix socket's path (at most 107 bytes) or a numeric inet address with
// port.
class SocketAddress {
 public:
  static base::Result<SocketAddress> unix_path(std::string_view path);
  static base::Result<SocketAddress> inet(std::string_view numeric_address, std::uint16_t port);
  static SocketAddress from_native(const ::sockaddr* address, ::socklen_t size);

  const ::sockaddr* native() const { return reinterpret_cast<const ::sockaddr*>(&storage_); }
  ::socklen_t size() const { return size_; }
  int family() const { return storage_.ss_family; }

  std::string path() const;     // unix: the path; else ""
  std::string address() const;  // inet: numeric, no brackets; else ""
  std::uint16_t port() const;   // inet; else 0
  std::string text() const;     // "unix:/path", "192.0.2.1:25", "[2001:db8::1]:25"

 private:
  ::sockaddr_storage storage_{};
  ::socklen_t size_ = 0;
};

}  // namespace dovetail::event
