// SPDX-License-Identifier: MIT
#include "policy/greylist/network_set.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::policy::greylist;

TEST_CASE("networks in the forms of Postgrey's files") {
  const std::tuple<const char*, const char*, unsigned> rows[] = {
      {"1.2.3.4", "1.2.3.4", 32},
      {"1.2.3.4/28", "1.2.3.4", 28},
      {"195.235.39", "195.235.39.0", 24},
      {"10.1", "10.1.0.0", 16},
      {"2001:db8::1", "2001:db8:0:0:0:0:0:1", 128},
      {"2001:db8::/32", "2001:db8:0:0:0:0:0:0", 32},
      {"1.2.3.4/0", "1.2.3.4", 0},
  };
  for (const auto& [text, address, length] : rows) {
    INFO(text);
    const auto network = parse_network(text);
    REQUIRE(network);
    CHECK(network->address.expanded() == address);
    CHECK(network->prefix_length == length);
  }
}

TEST_CASE("wrong networks are recognised as such") {
  for (const char* text : {"1.2.3.4/33", "1.2.3.256", "1.2.3/24", "1.2.3.4.5", "1.2.3.4/", "1.2.3.4/x",
                           "2001:db8::/129", "::1/-1", ":::", "1..2"}) {
    INFO(text);
    CHECK(looks_like_network(text));
    CHECK_FALSE(parse_network(text));
  }
  for (const char* text : {"example.net", "a.b", "1a.2", "7", "host:25", ""}) {
    INFO(text);
    CHECK_FALSE(looks_like_network(text));
    CHECK_FALSE(parse_network(text));
  }
}

TEST_CASE("an address is found in its networks, IPv4 and IPv6 apart") {
  NetworkSet set;
  set.add(*parse_network("10.0.0.0/8"), 1);
  set.add(*parse_network("10.1"), 2);
  set.add(*parse_network("2001:db8::/32"), 3);
  CHECK(set.find(*IpAddress::parse("10.1.9.9")) == 2U);
  CHECK(set.find(*IpAddress::parse("10.2.9.9")) == 1U);
  CHECK(set.find(*IpAddress::parse("2001:db8:ffff::1")) == 3U);
  CHECK_FALSE(set.find(*IpAddress::parse("11.0.0.1")));
  CHECK_FALSE(set.find(*IpAddress::parse("a00::1")));
  CHECK_FALSE(NetworkSet().find(*IpAddress::parse("::1")));
}

TEST_CASE("a network of length 0 is everything of its family") {
  NetworkSet set;
  set.add(*parse_network("0.0.0.0/0"), 7);
  CHECK(set.find(*IpAddress::parse("9.9.9.9")) == 7U);
  CHECK_FALSE(set.find(*IpAddress::parse("::1")));
}
