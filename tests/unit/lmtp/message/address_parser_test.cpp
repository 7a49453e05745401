// SPDX-License-Identifier: MIT
#include "lmtp/message/address_parser.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::message;
using Part = AddressParser::Part;

namespace {

Part spec(std::string_view text, Address& address) {
  AddressParser parser(text);
  return parser.addr_spec(address);
}

Part spec(std::string_view text) {
  Address address;
  return spec(text, address);
}

}  // namespace

TEST_CASE("an address has two parts, with white space and comments around each") {
  Address address;
  REQUIRE(spec(" (c) jo.doe (x) @ (y) a.example (z) rest", address) == Part::ok);
  CHECK(address.local_part == "jo.doe");
  CHECK(address.domain == "a.example");
  REQUIRE(spec("\"a b\\\"c\"@[IPv6:2001:db8::1]", address) == Part::ok);
  CHECK(address.local_part == "a b\"c");
  CHECK(address.domain == "[IPv6:2001:db8::1]");
}

// Recorded from Dovecot 2.3.19.1 (sieve-test).
TEST_CASE("white space around the dots of a domain does not cut it, around those of a local part it does") {
  Address address;
  REQUIRE(spec("jo @ a . (q) example", address) == Part::ok);
  CHECK(address.domain == "a.example");
  CHECK(spec("jo . doe@a.example") == Part::no_at_sign);
  CHECK(spec("jo@a .", address) == Part::bad_domain);
}

TEST_CASE("what is wrong is named") {
  CHECK(spec("") == Part::bad_local_part);
  CHECK(spec("@a.example") == Part::bad_local_part);
  CHECK(spec("\"never closed") == Part::bad_local_part);
  CHECK(spec("j\xc3\xb6@a.example") == Part::bad_local_part);
  CHECK(spec("jo") == Part::no_at_sign);
  CHECK(spec("jo doe@a.example") == Part::no_at_sign);
  CHECK(spec("jo@") == Part::bad_domain);
  CHECK(spec("jo@a..example") == Part::bad_domain);
  CHECK(spec("jo@.example") == Part::bad_domain);
  CHECK(spec("jo@[192.0.2.1") == Part::bad_domain);
}

TEST_CASE("a phrase is words up to the bracket, or nothing was read") {
  std::string name;
  AddressParser full("J. \"R. (x)\" Doe (comment) <jo@a.example>");
  REQUIRE(full.phrase_and_bracket(name));
  CHECK(name == "J. R. (x) Doe");
  CHECK(full.in().rest() == "jo@a.example>");
  AddressParser none(" jo@a.example");
  CHECK_FALSE(none.phrase_and_bracket(name));
  CHECK(none.in().position() == 0);
  AddressParser bare("<jo@a.example>");
  REQUIRE(bare.phrase_and_bracket(name));
  CHECK(name.empty());
}

TEST_CASE("an obsolete route is passed over where it may stand") {
  Address address;
  AddressParser with("@x.example,@y.example : jo@a.example>");
  REQUIRE(with.in_brackets(address, true) == Part::ok);
  CHECK(address.mailbox() == "jo@a.example");
  AddressParser without("@x.example:jo@a.example>");
  CHECK(without.in_brackets(address, false) == Part::bad_local_part);
  AddressParser broken("@x.example,jo@a.example>");
  CHECK(broken.in_brackets(address, true) == Part::bad_local_part);
}

TEST_CASE("a bracket that is not closed is told apart") {
  Address address;
  AddressParser open("jo@a.example");
  CHECK(open.in_brackets(address, true) == Part::missing_bracket);
  AddressParser other("jo@a.example x>");
  CHECK(other.in_brackets(address, true) == Part::missing_bracket);
}

TEST_CASE("a group begins with a name and a colon") {
  AddressParser group("My \"dear\" friends: jo@a.example;");
  REQUIRE(group.group_start());
  CHECK(group.in().rest() == " jo@a.example;");
  for (const char* text : {": jo", "jo@a.example", "name", ""}) {
    AddressParser none(text);
    CHECK_FALSE(none.group_start());
    CHECK(none.in().position() == 0);
  }
}
