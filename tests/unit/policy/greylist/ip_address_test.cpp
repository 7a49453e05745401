// SPDX-License-Identifier: MIT
#include "policy/greylist/ip_address.hpp"

#include "tests/support/catch.hpp"

using dovetail::policy::greylist::IpAddress;

namespace {

std::string network_of(const char* text, unsigned length) {
  const auto address = IpAddress::parse(text);
  REQUIRE(address);
  return address->network(length).expanded();
}

}  // namespace

TEST_CASE("addresses are cut to networks of any length") {
  CHECK(network_of("1.2.3.77", 24) == "1.2.3.0");
  CHECK(network_of("1.2.3.77", 32) == "1.2.3.77");
  CHECK(network_of("255.255.255.255", 0) == "0.0.0.0");
  CHECK(network_of("255.255.255.255", 19) == "255.255.224.0");
  CHECK(network_of("2001:db8:0:5:abcd:0:0:9", 64) == "2001:db8:0:5:0:0:0:0");
  CHECK(network_of("ffff:ffff::1", 20) == "ffff:f000:0:0:0:0:0:0");
}

TEST_CASE("IPv6 is written in full, in either case") {
  CHECK(IpAddress::parse("2001:db8::abcd:0:9")->expanded() == "2001:db8:0:0:0:abcd:0:9");
  CHECK(IpAddress::parse("2001:db8::abcd:0:9")->expanded(true) == "2001:DB8:0:0:0:ABCD:0:9");
  CHECK(IpAddress::parse("::")->expanded() == "0:0:0:0:0:0:0:0");
}

TEST_CASE("a mapped IPv4 address is the IPv4 address") {
  const auto mapped = IpAddress::parse("::ffff:1.2.3.4");
  REQUIRE(mapped);
  CHECK_FALSE(mapped->v6);
  CHECK(mapped->expanded() == "1.2.3.4");
  CHECK(mapped == IpAddress::parse("1.2.3.4"));
}

TEST_CASE("anything else is no address") {
  for (const char* text : {"", "unknown", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "[::1]", "::1%eth0",
                           "1.2.3.4 ", " ::1", ":::", "12345::", "a.b.c.d", "1.2.3.4/32"}) {
    INFO(text);
    CHECK_FALSE(IpAddress::parse(text));
  }
  CHECK_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0x", 9)));
  CHECK_FALSE(IpAddress::parse(std::string(100'000, '1')));
}
