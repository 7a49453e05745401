// SPDX-License-Identifier: MIT
#include "libcommon/wire/tab_fields.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("the five bytes are escaped and come back") {
  const std::string bytes("a\0b\001c\td\re\nf", 11);
  const std::string escaped = "a\0010b\0011c\001td\001re\001nf";
  CHECK(wire::tab_escaped(bytes) == escaped);
  CHECK(wire::tab_unescaped(escaped) == bytes);
  CHECK(wire::tab_escaped("plain") == "plain");
}

TEST_CASE("sloppy escapes are read as Dovecot reads them") {
  CHECK(wire::tab_unescaped("a\001xb") == "axb");  // an unknown letter stands for itself
  CHECK(wire::tab_unescaped("a\001") == "a");      // a lone escape at the end is dropped
  CHECK(wire::tab_unescaped("\001\001") == "\001");
}

TEST_CASE("a line is split before it is decoded") {
  const auto fields = wire::split_tab_fields("AUTH\t1\tuser=a\001tb\t\tnologin");
  REQUIRE(fields);
  CHECK(*fields == std::vector<std::string>{"AUTH", "1", "user=a\tb", "", "nologin"});
  CHECK(wire::split_tab_fields("")->size() == 1);
  CHECK(wire::split_tab_fields(std::string(1023, '\t'))->size() == 1024);
  CHECK_FALSE(wire::split_tab_fields(std::string(1024, '\t')));
}

TEST_CASE("a field is cut at its first equals sign") {
  CHECK(wire::parse_tab_field("resp=YQ==") == wire::TabField{"resp", "YQ=="});
  CHECK(wire::parse_tab_field("nologin") == wire::TabField{"nologin", std::nullopt});
  CHECK(wire::parse_tab_field("x=") == wire::TabField{"x", ""});
}

TEST_CASE("a line is written with its fields escaped") {
  CHECK(wire::TabLine("OK").field(7UL).pair("user", "a\tb").flag("nologin").line() ==
        "OK\t7\tuser=a\001tb\tnologin\n");
}
