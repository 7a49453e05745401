// SPDX-License-Identifier: MIT
#include "libcommon/wire/netstring.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using wire::NetstringStatus;

namespace {

NetstringStatus status_of(std::string_view input, std::size_t limit = 100) {
  return wire::read_netstring(input, limit).status;
}

}  // namespace

TEST_CASE("a netstring is read with what belongs to it") {
  const auto one = wire::read_netstring("6:a b:c,,7:rest", 100);
  CHECK(one.status == NetstringStatus::complete);
  CHECK(one.payload == "a b:c,");
  CHECK(one.consumed == 9);
  CHECK(wire::read_netstring("0:,", 0).status == NetstringStatus::complete);
  CHECK(wire::read_netstring("007:abcdefg,", 100).payload == "abcdefg");
  CHECK(wire::netstring("virtual a@b") == "11:virtual a@b,");
  CHECK(wire::netstring("") == "0:,");
}

TEST_CASE("a netstring that is not whole waits") {
  for (const char* input : {"", "1", "12:", "3:ab", "3:abc"}) {
    CAPTURE(input);
    CHECK(status_of(input) == NetstringStatus::incomplete);
    CHECK(wire::read_netstring(input, 100).consumed == 0);
  }
}

TEST_CASE("garbage instead of a netstring is seen at once") {
  for (const char* input :
       {":", "a", "-1:", " 1:a,", "1 :a,", "3:abcd", "3:abc;", "12345678", "00000000:", "+1:a,"}) {
    CAPTURE(input);
    CHECK(status_of(input) == NetstringStatus::malformed);
  }
}

TEST_CASE("a length over the limit is refused before the bytes come") {
  CHECK(status_of("101:") == NetstringStatus::too_long);
  CHECK(status_of("101") == NetstringStatus::too_long);  // it can only become longer
  CHECK(status_of("100:") == NetstringStatus::incomplete);
  CHECK(status_of("9999999:", 9'999'998) == NetstringStatus::too_long);
}

TEST_CASE("several netstrings come out of a stream in any slicing") {
  const std::string input =
      wire::netstring("first") + wire::netstring("") + wire::netstring(std::string(300, 'x'));
  for (std::size_t step = 1; step <= input.size(); ++step) {
    wire::NetstringReader reader(300);
    std::vector<std::string> payloads;
    for (std::size_t at = 0; at < input.size(); at += step) {
      reader.append(std::string_view(input).substr(at, step));
      for (auto one = reader.next(); one.status == NetstringStatus::complete; one = reader.next()) {
        payloads.emplace_back(one.payload);
      }
    }
    CAPTURE(step);
    REQUIRE(payloads == std::vector<std::string>{"first", "", std::string(300, 'x')});
    REQUIRE(reader.buffered() == 0);
  }
}
