// SPDX-License-Identifier: MIT
#include "libcommon/event/socket_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>
#include <cerrno>
#include <cstddef>
#include <cstring>

namespace dovetail::event {

namespace {

template <class Native>
const Native& as(const ::sockaddr* address) {
  return *reinterpret_cast<const Native*>(address);
}

}  // namespace

base::Result<SocketAddress> SocketAddress::unix_path(std::string_view path) {
  ::sockaddr_un native{};
  native.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof native.sun_path || path.find('\0') != path.npos) {
    return base::Unexpected(base::permanent("socket path '" + std::string(path) + "' must have 1 to " +
                                                std::to_string(sizeof native.sun_path - 1) + " bytes",
                                            ENAMETOOLONG));
  }
  std::memcpy(native.sun_path, path.data(), path.size());
  return from_native(reinterpret_cast<const ::sockaddr*>(&native),
                     static_cast<::socklen_t>(offsetof(::sockaddr_un, sun_path) + path.size() + 1));
}

base::Result<SocketAddress> SocketAddress::inet(std::string_view numeric_address, std::uint16_t port) {
  const std::string text(numeric_address);
  ::sockaddr_in v4{};
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    return from_native(reinterpret_cast<const ::sockaddr*>(&v4), sizeof v4);
  }
  ::sockaddr_in6 v6{};
  if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    return from_native(reinterpret_cast<const ::sockaddr*>(&v6), sizeof v6);
  }
  return base::Unexpected(base::permanent("'" + text + "' is not a numeric address", EINVAL));
}

SocketAddress SocketAddress::from_native(const ::sockaddr* address, ::socklen_t size) {
  SocketAddress result;
  if (size <= sizeof result.storage_) {
    std::memcpy(&result.storage_, address, size);
    result.size_ = size;
  }
  return result;
}

std::string SocketAddress::path() const {
  constexpr auto kHead = offsetof(::sockaddr_un, sun_path);
  if (family() != AF_UNIX || size_ <= kHead) {
    return {};
  }
  const char* start = as<::sockaddr_un>(native()).sun_path;
  return std::string(start, ::strnlen(start, size_ - kHead));
}

std::string SocketAddress::address() const {
  char text[INET6_ADDRSTRLEN] = "";
  if (family() == AF_INET) {
    ::inet_ntop(AF_INET, &as<::sockaddr_in>(native()).sin_addr, text, sizeof text);
  } else if (family() == AF_INET6) {
    const ::in6_addr& address = as<::sockaddr_in6>(native()).sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
      ::inet_ntop(AF_INET, address.s6_addr + 12, text, sizeof text);
    } else {
      ::inet_ntop(AF_INET6, &address, text, sizeof text);
    }
  }
  return text;
}

std::uint16_t SocketAddress::port() const {
  if (family() == AF_INET) {
    return ntohs(as<::sockaddr_in>(native()).sin_port);
  }
  return family() == AF_INET6 ? ntohs(as<::sockaddr_in6>(native()).sin6_port) : std::uint16_t{0};
}

std::string SocketAddress::text() const {
  if (family() == AF_UNIX) {
    return "unix:" + path();
  }
  const std::string host = address();
  const bool brackets = host.find(':') != host.npos;
  return (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port());
}

}  // namespace dovetail::event
