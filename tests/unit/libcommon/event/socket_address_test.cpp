// SPDX-License-Identifier: MIT
#include "libcommon/event/socket_address.hpp"

#include <cerrno>

#include "tests/support/catch.hpp"

using namespace dovetail;
using event::SocketAddress;

TEST_CASE("addresses are written as an administrator writes them") {
  CHECK(SocketAddress::unix_path("/run/x")->text() == "unix:/run/x");
  CHECK(SocketAddress::inet("192.0.2.1", 25)->text() == "192.0.2.1:25");
  CHECK(SocketAddress::inet("2001:db8::1", 24)->text() == "[2001:db8::1]:24");
}

TEST_CASE("an IPv4 address inside IPv6 is shown as IPv4") {
  CHECK(SocketAddress::inet("::ffff:192.0.2.9", 1)->address() == "192.0.2.9");
}

TEST_CASE("a socket path has 1 to 107 bytes") {
  CHECK(SocketAddress::unix_path(std::string(107, 'a')).has_value());
  CHECK(SocketAddress::unix_path(std::string(107, 'a'))->path().size() == 107);
  CHECK(SocketAddress::unix_path(std::string(108, 'a')).error().code == ENAMETOOLONG);
  CHECK_FALSE(SocketAddress::unix_path("").has_value());
  CHECK_FALSE(SocketAddress::unix_path(std::string_view("a\0b", 3)).has_value());
}

TEST_CASE("names are no numeric addresses") {
  CHECK_FALSE(SocketAddress::inet("localhost", 1).has_value());
  CHECK_FALSE(SocketAddress::inet("", 1).has_value());
}

TEST_CASE("an address of another kind has none of the parts") {
  const auto path = *SocketAddress::unix_path("/x");
  CHECK(path.address().empty());
  CHECK(path.port() == 0);
  CHECK(SocketAddress::inet("127.0.0.1", 7)->path().empty());
}
