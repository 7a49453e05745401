// SPDX-License-Identifier: MIT
#include "libcommon/wire/mail_address.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using wire::MailAddress;
using wire::parse_path;

TEST_CASE("a path is read up to its closing bracket") {
  const auto path = parse_path("<User+x@Example.COM> BODY=8BITMIME", {});
  REQUIRE(path);
  CHECK(path->address == MailAddress{"User+x", "Example.COM"});
  CHECK(path->consumed == 20);
  CHECK(parse_path("<postmaster>", {})->address == MailAddress{"postmaster", ""});
  CHECK_FALSE(parse_path("<postmaster>", {.domain_required = true}));
  CHECK(parse_path("<a@[192.0.2.1]>", {})->address.domain == "[192.0.2.1]");
  CHECK(parse_path("<a@[IPv6:2001:db8::1]>", {})->address.domain == "[IPv6:2001:db8::1]");
}

TEST_CASE("the null path is for senders only") {
  CHECK(parse_path("<>", {.null_allowed = true})->address.is_null());
  CHECK(parse_path("<> SIZE=1", {.null_allowed = true})->consumed == 2);
  CHECK_FALSE(parse_path("<>", {}));
  CHECK(MailAddress{}.path() == "<>");
}

TEST_CASE("a quoted local part is unquoted for lookups and quoted again") {
  const auto path = parse_path(R"(<"a b\"\\@c"@d.example>)", {});
  REQUIRE(path);
  CHECK(path->address.local == R"(a b"\@c)");
  CHECK(path->address.raw() == R"(a b"\@c@d.example)");
  CHECK(path->address.path() == R"(<"a b\"\\@c"@d.example>)");
  CHECK(parse_path(R"(<"plain"@d>)", {})->address.text() == "plain@d");
  CHECK(wire::quoted_local_part("") == "\"\"");
  CHECK(wire::quoted_local_part(".a") == "\".a\"");
  CHECK(wire::quoted_local_part("a..b") == "\"a..b\"");
}

TEST_CASE("a source route is read and dropped") {
  CHECK(parse_path("<@one.example,@two.example:user@three.example>", {})->address ==
        MailAddress{"user", "three.example"});
  CHECK_FALSE(parse_path("<@one.example,user@three.example>", {}));
  CHECK_FALSE(parse_path("<@one.example:>", {.null_allowed = true}));
}

TEST_CASE("what is no path is refused") {
  for (const char* text :
       {"",        "<",         "a@b",        "<a@b",        "<a@>",       "<@b>",     "< a@b>",
        "<a b@c>", "<a@b c>",   "<a@b>>x@y>", "<a..b@c>",    "<.a@c>",     "<a.@c>",   "<a@b..c>",
        "<a@.b>",  "<a@b.>",    "<a@b@c>",    "<\"a@b>",     "<\"a\"b@c>", "<\"\"@c>", "<a@[]>",
        "<a@[1>",  "<a@[1 2]>", "<a\t@b>",    "<\"a\n\"@b>", "<a,b@c>",    "<(x)a@c>"}) {
    CAPTURE(text);
    if (std::string_view(text) == "<a@b>>x@y>") {
      CHECK(parse_path(text, {})->consumed == 5);  // what follows is the caller's to judge
    } else {
      CHECK_FALSE(parse_path(text, {}));
    }
  }
  CHECK_FALSE(parse_path("<" + std::string(1100, 'a') + "@b>", {}));
  CHECK_FALSE(parse_path("<a@" + std::string(64, 'b') + ">", {}));
  CHECK(parse_path("<a@" + std::string(63, 'b') + ">", {}));
  CHECK_FALSE(parse_path(std::string_view("<a\0@b>", 6), {}));
}

TEST_CASE("8-bit needs SMTPUTF8 and must then be UTF-8") {
  CHECK_FALSE(parse_path("<\xC3\xA4@b>", {}));
  CHECK_FALSE(parse_path("<a@\xC3\xA4>", {}));
  CHECK(parse_path("<\xC3\xA4@\xC3\xA4>", {.utf8 = true})->address.text() == "\xC3\xA4@\xC3\xA4");
  CHECK(parse_path("<\"\xC3\xA4 b\"@c>", {.utf8 = true})->address.local == "\xC3\xA4 b");
  CHECK_FALSE(parse_path("<\xC3@b>", {.utf8 = true}));
  CHECK_FALSE(parse_path("<\xFF>", {.utf8 = true}));
}

TEST_CASE("a whole text as an address") {
  CHECK(wire::parse_mailbox("a@b.c") == MailAddress{"a", "b.c"});
  CHECK_FALSE(wire::parse_mailbox("a@b.c "));
  CHECK_FALSE(wire::parse_mailbox(""));
  CHECK(wire::parse_mailbox("", {.null_allowed = true})->is_null());
  CHECK(wire::is_domain("under_score.example"));
  CHECK_FALSE(wire::is_domain("a b"));
  CHECK_FALSE(wire::is_domain(""));
}

TEST_CASE("a raw address is split at its last @") {
  CHECK(wire::split_at_last_at("a@b@c").local == "a@b");
  CHECK(wire::split_at_last_at("a@b@c").domain == "c");
  CHECK(wire::split_at_last_at("a").domain.empty());
}

TEST_CASE("the detail begins behind the first delimiter, never at the front") {
  const auto parts = wire::split_detail("user+a-b", "-+");
  CHECK(parts.user == "user");
  CHECK(parts.detail == "a-b");
  CHECK(parts.delimiter == '+');
  CHECK(wire::split_detail("+x", "+").delimiter == 0);
  CHECK(wire::split_detail("user+", "+").delimiter == '+');
  CHECK(wire::split_detail("user+x", "").user == "user+x");
}
