// SPDX-License-Identifier: MIT
#include "libcommon/table/text/network.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table::text;

TEST_CASE("addresses of both families") {
  CHECK(parse_address("192.0.2.1"));
  CHECK(parse_address("2001:db8::1")->ipv6);
  CHECK(parse_address("[2001:db8::1]"));
  for (const char* bad :
       {"", "192.0.2", "192.0.2.256", "192.0.2.01", "1.2.3.4.5", "example.org", "::g", "[1.2.3.4"}) {
    INFO(bad);
    CHECK_FALSE(parse_address(bad));
  }
  CHECK_FALSE(parse_address(std::string_view("::1\0x", 5)));
}

TEST_CASE("networks contain by prefix") {
  const auto network = parse_network("192.0.2.0/25");
  REQUIRE(network);
  CHECK(network->contains(*parse_address("192.0.2.127")));
  CHECK_FALSE(network->contains(*parse_address("192.0.2.128")));
  CHECK_FALSE(network->contains(*parse_address("::1")));
  CHECK(parse_network("0.0.0.0/0")->contains(*parse_address("10.0.0.1")));
  CHECK(parse_network("[2001:db8::]/33")->contains(*parse_address("2001:db8:7fff::1")));
  CHECK_FALSE(parse_network("2001:db8::/33")->contains(*parse_address("2001:db8:8000::1")));
}

TEST_CASE("host bits, prefixes and addresses are checked") {
  for (const char* bad :
       {"192.0.2.1/24", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/x", "2001:db8::1/64", "x/8"}) {
    INFO(bad);
    CHECK_FALSE(parse_network(bad));
  }
}
