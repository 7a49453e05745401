// SPDX-License-Identifier: MIT
#include "lmtp/message/address.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::message;

namespace {

std::string list(const std::string& value) {
  std::string out;
  for (const Address& address : parse_address_list(value)) {
    out += (out.empty() ? "" : " ") + address.mailbox();
  }
  return out;
}

std::string reason(const std::string& text) {
  const auto address = parse_single_address(text);
  return address ? "" : address.error();
}

}  // namespace

// What sieve-test of Dovecot 2.3.19 makes of the same fields.
TEST_CASE("address lists are read as people write them") {
  CHECK(list("a@b, c@d") == "a@b c@d");
  CHECK(list("Foo <a@b.c>, \"x, y\" <d@e>") == "a@b.c d@e");
  CHECK(list("(c)a@b(d)") == "a@b");
  CHECK(list("<@r,@s:a@b>") == "a@b");
  CHECK(list("g: a@b, c@d;, e@f") == "a@b c@d e@f");
  CHECK(list("a@[1.2.3.4]") == "a@[1.2.3.4]");
  CHECK(list("\"a b\"@c") == "\"a b\"@c");
  CHECK(list("a..b@c, .x@c") == "\"a..b\"@c \".x\"@c");
  CHECK(list("\"\xc3\xa4\"@b") == "\"\xc3\xa4\"@b");
  CHECK(list("Joe. Q. <a@b>") == "a@b");
  CHECK(list("Foo Bar <a @ b>") == "a@b");
  CHECK(list("a<b@c>") == "b@c");
  CHECK(list("a@\xc3\xa4") == "a@\xc3\xa4");
  CHECK(list("a@b, , c@d") == "a@b c@d");
  CHECK(list("a@b/c") == "a@b/c");
}

TEST_CASE("entries that cannot be read are passed over") {
  CHECK(list("a@b, broken, c@d") == "a@b c@d");
  CHECK(list("\"abc\" x, c@d") == "c@d");
  CHECK(list("a b, \"x, y\" , c@d") == "c@d");
  CHECK(list("a@b, <c@d") == "a@b");
  CHECK(list("@b, c@d") == "c@d");
  CHECK(list("A: x, y@z;, c@d") == "y@z c@d");
}

TEST_CASE("text behind a complete address ends the list") {
  CHECK(list("a@b c@d, e@f") == "a@b");
  CHECK(list("<a@b> x, c@d") == "a@b");
  CHECK(list("a@b; c@d") == "a@b");
}

TEST_CASE("what holds no mailbox gives none") {
  for (const std::string value :
       {"user", "<a@b", "a b@c", "@b", "a@", "a@b..c", "<>", "a@b.", "\xc3\xa4@b", "\"x\"", "<user>",
        "<<a@b>>", "undisclosed-recipients:;", "a,", ",", "", "\"a@b\""}) {
    CAPTURE(value);
    CHECK(list(value).empty());
  }
}

TEST_CASE("display names are kept apart") {
  CHECK(parse_address_list("\"Joe \\\"Q\\\"\" Public <a@b>")[0].display_name == "Joe \"Q\" Public");
  CHECK(parse_address_list("a@b")[0].display_name.empty());
}

TEST_CASE("no line end gets into an address, quoted or escaped") {
  const auto address = parse_single_address("\"a\r\n b\\\r\\\nRSET\"@c.example");
  REQUIRE(address);
  CHECK(address->local_part == "a bRSET");
}

TEST_CASE("a script's address must be one mailbox, and the reason is named") {
  CHECK(reason("a@b").empty());
  CHECK(reason("Foo <a@b.c>").empty());
  CHECK(reason(" a@b ").empty());
  CHECK(reason("user") == "invalid or lonely local part 'user' (expecting '@')");
  CHECK(reason("<a@b") == "missing '>'");
  CHECK(reason("a@b,c@d") == "not a single address (found ',')");
  CHECK(reason("<a@b>,") == "not a single address (found ',')");
  CHECK(reason("@b") == "invalid local part");
  CHECK(reason("a@") == "invalid or missing domain");
  CHECK(reason("a@b c") == "address ends in invalid characters");
  CHECK(reason("\"\"@b") == "missing local part");
  CHECK(reason("<@r:a@b>") == "invalid local part");
  CHECK(reason("g: a@b;") == "invalid or lonely local part 'g' (expecting '@')");
  CHECK(reason("") == "empty address");
  CHECK(reason("(c)") == "empty address");
  CHECK(reason("foo bar <") == "missing domain");
  CHECK(reason("<a@b c>") == "missing '>'");
  CHECK(reason("a@[1.2") == "invalid or missing domain");
}
