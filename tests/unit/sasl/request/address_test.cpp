// SPDX-License-Identifier: MIT
#include "sasl/request/address.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::sasl;

TEST_CASE("Addresses of both families, and the mapped form") {
  CHECK(parse_address("192.0.2.1") == parse_address("::ffff:192.0.2.1"));
  CHECK(parse_address("[::1]") == parse_address("0:0::1"));
  for (const char* text : {"", "1.2.3", "1.2.3.4.5", "example.com", "::g", "[::1", "1.2.3.4 "}) {
    CHECK_FALSE(parse_address(text));
  }
}

TEST_CASE("IPv6 clients are counted by /48, IPv4 ones each") {
  CHECK(penalty_key(*parse_address("2001:db8:1:2::3")) == penalty_key(*parse_address("2001:db8:1:ffff::9")));
  CHECK(penalty_key(*parse_address("2001:db8:1::")) != penalty_key(*parse_address("2001:db8:2::")));
  CHECK(penalty_key(*parse_address("192.0.2.1")) != penalty_key(*parse_address("192.0.2.2")));
}

TEST_CASE("Lists of networks") {
  const auto in = [](const char* networks, const char* address) {
    return in_networks(networks, parse_address(address));
  };
  CHECK(in("192.0.2.0/24", "192.0.2.77"));
  CHECK_FALSE(in("192.0.2.0/24", "192.0.3.77"));
  CHECK(in("10.0.0.0/8,2001:db8::/32", "2001:db8::1"));
  CHECK(in("192.0.2.1", "192.0.2.1"));
  CHECK(in("0.0.0.0/0", "1.2.3.4"));
  CHECK_FALSE(in("::/0", "1.2.3.4"));
  CHECK_FALSE(in("192.0.2.0/33", "192.0.2.0"));
  CHECK_FALSE(in("nonsense,", "192.0.2.0"));
  CHECK(in_networks("local", std::nullopt));
  CHECK_FALSE(in_networks("192.0.2.0/24", std::nullopt));
  CHECK_FALSE(in("local", "192.0.2.1"));
}
