// SPDX-License-Identifier: MIT
#include "libcommon/event/endpoint.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

using namespace dovetail;
using event::parse_endpoint;

TEST_CASE("endpoints as administrators write them") {
  CHECK(parse_endpoint("unix:/run/a", 25)->path == "/run/a");
  CHECK(parse_endpoint("/run/a", 25)->path == "/run/a");
  CHECK(parse_endpoint("127.0.0.1:10023", 25)->port == 10023);
  CHECK(parse_endpoint("mail.example", 25)->port == 25);
  CHECK(parse_endpoint("mail.example", 25)->host == "mail.example");
  CHECK(parse_endpoint("[2001:db8::1]:24", 25)->host == "2001:db8::1");
  CHECK(parse_endpoint("[2001:db8::1]:24", 25)->port == 24);
  CHECK(parse_endpoint("[2001:db8::1]", 25)->port == 25);
  CHECK(parse_endpoint("2001:db8::1", 25)->host == "2001:db8::1");
  CHECK(parse_endpoint("*:24", 25)->host == "*");
  CHECK(parse_endpoint(":24", 25)->host.empty());
}

TEST_CASE("what is no endpoint") {
  for (const char* text : {"", "unix:", "host:", "host:x", "host:65536", "[::1", "[::1]x", "[::1]:"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_endpoint(text, 25).has_value());
  }
}

TEST_CASE("numeric hosts and paths need no resolver") {
  const auto numeric = event::resolve({"", "127.0.0.1", 9});
  REQUIRE(numeric.has_value());
  REQUIRE(numeric->size() == 1);
  CHECK((*numeric)[0].text() == "127.0.0.1:9");
  CHECK((*event::resolve({"/run/x", "", 0}))[0].text() == "unix:/run/x");
  CHECK_FALSE(event::resolve({std::string(200, 'x'), "", 0}).has_value());
}

TEST_CASE("a star is 0.0.0.0 alone") {
  const auto any = event::resolve({"", "*", 9});
  REQUIRE(any.has_value());
  REQUIRE(any->size() == 1);
  CHECK((*any)[0].text() == "0.0.0.0:9");
}

TEST_CASE("no host is at least 0.0.0.0") {
  const auto any = event::resolve({"", "", 9});
  REQUIRE(any.has_value());
  CHECK(std::any_of(any->begin(), any->end(), [](const auto& one) { return one.text() == "0.0.0.0:9"; }));
}
