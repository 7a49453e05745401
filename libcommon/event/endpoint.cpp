// SPDX-License-Identifier: MIT
#include "libcommon/event/endpoint.hpp"

#include <netdb.h>
#include <cerrno>
#include <memory>

#include "libcommon/base/text.hpp"

namespace dovetail::event {

namespace {

struct FreeAddresses {
  void operator()(::addrinfo* list) const { ::freeaddrinfo(list); }
};

base::Error bad_endpoint(std::string_view text) {
  return base::permanent("'" + std::string(text) + "' is not unix:PATH, HOST:PORT or [ADDRESS]:PORT", EINVAL);
}

// EAI_NONAME is final, all else (server silent, out of memory) may pass.
base::Error resolver_error(const Endpoint& endpoint, int status, int errno_value) {
  std::string detail = "cannot find the address of " + endpoint.host + ": ";
  if (status == EAI_SYSTEM) {
    return base::system_error(detail, errno_value);
  }
  detail += ::gai_strerror(status);
  return status == EAI_NONAME ? base::permanent(detail, ENOENT) : base::temporary(detail, EAGAIN);
}

}  // namespace

base::Result<Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port) {
  Endpoint result;
  if (text.starts_with("unix:") || text.starts_with("/")) {
    result.path = text.starts_with("/") ? text : text.substr(5);
    return result.path.empty() ? base::Result<Endpoint>(base::Unexpected(bad_endpoint(text))) : result;
  }
  std::string_view host = text;
  std::optional<std::string_view> port;
  const bool bracketed = text.starts_with("[");
  if (bracketed) {
    const auto end = text.find(']');
    const std::string_view rest = end == text.npos ? std::string_view("?") : text.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') {
      return base::Unexpected(bad_endpoint(text));
    }
    host = text.substr(1, end - 1);
    port = rest.empty() ? std::nullopt : std::optional(rest.substr(1));
  } else if (const auto colon = text.find(':'); colon != text.npos && colon == text.rfind(':')) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  const auto number = port ? base::to_number<std::uint16_t>(*port) : std::optional(default_port);
  if (!number || (host.empty() && !port)) {
    return base::Unexpected(bad_endpoint(text));
  }
  result.host = host;
  result.port = *number;
  return result;
}

base::Result<std::vector<SocketAddress>> resolve(const Endpoint& endpoint) {
  if (!endpoint.path.empty()) {
    auto address = SocketAddress::unix_path(endpoint.path);
    if (!address) {
      return base::Unexpected(address.error());
    }
    return std::vector{*address};
  }
  const bool any = endpoint.host.empty() || endpoint.host == "*";
  ::addrinfo hints{};
  hints.ai_family = endpoint.host == "*" ? AF_INET : AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV | (any ? AI_PASSIVE : 0);
  ::addrinfo* found = nullptr;
  const int status = ::getaddrinfo(any ? nullptr : endpoint.host.c_str(),
                                   std::to_string(endpoint.port).c_str(), &hints, &found);
  if (status != 0) {
    return base::Unexpected(resolver_error(endpoint, status, errno));
  }
  const std::unique_ptr<::addrinfo, FreeAddresses> list(found);
  std::vector<SocketAddress> result;
  for (const ::addrinfo* one = list.get(); one != nullptr; one = one->ai_next) {
    result.push_back(SocketAddress::from_native(one->ai_addr, one->ai_addrlen));
  }
  return result;
}

}  // namespace dovetail::event
