// SPDX-License-Identifier: MIT
#include "libcommon/maildir/maildirsize.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::maildir;

TEST_CASE("the file as Dovecot writes it") {
  const auto state = parse_maildirsize("104857600S\n0 0\n334 1\n387 1\n-334 -1\n");
  REQUIRE(state);
  CHECK(state->limits == Amount{104857600, 0});
  CHECK(state->used == Amount{387, 1});
  CHECK(state->lines == 4);
}

TEST_CASE("limits in the first line") {
  CHECK(parse_maildirsize("3C\n0 0\n")->limits == Amount{0, 3});
  CHECK(parse_maildirsize("100S,5C\n0 0\n")->limits == Amount{100, 5});
  CHECK(parse_maildirsize("0S\n0 0\n")->limits == Amount{0, 0});
  CHECK(maildirsize_header({104857600, 0}) == "104857600S\n");
  CHECK(maildirsize_header({100, 5}) == "100S,5C\n");
  CHECK(maildirsize_header({0, 3}) == "3C\n");
  CHECK(maildirsize_header({0, 0}) == "0S\n");
}

TEST_CASE("padded lines and an unfinished last line are accepted") {
  const auto state = parse_maildirsize("100S\n          12           1\n34 1\n56");
  REQUIRE(state);
  CHECK(state->used == Amount{46, 2});
}

TEST_CASE("what cannot be trusted is summed anew") {
  const std::string zero("100S\n1 1\n\0 1\n", 13);
  for (const std::string& bad :
       {std::string(""), std::string("100S"), std::string("x\n1 1\n"), std::string("100S\n1\n"),
        std::string("100S\n1 1 1\n"), std::string("100S\n-5 -1\n"), std::string("100S\na b\n"),
        std::string("-1S\n0 0\n"), std::string("100S\n9223372036854775807 1\n1 1\n"), zero,
        "100S\n" + std::string(5115, '\n')}) {
    INFO(bad.substr(0, 40));
    CHECK_FALSE(parse_maildirsize(bad));
  }
}

TEST_CASE("the file may have 5119 bytes, not 5120") {
  std::string content = "100S\n";
  while (content.size() + 5 <= 5119) {
    content += "12 1\n";
  }
  CHECK(parse_maildirsize(content));
  content.resize(5120, '1');
  CHECK_FALSE(parse_maildirsize(content));
}

TEST_CASE("a change is one line") {
  CHECK(maildirsize_line({334, 1}) == "334 1\n");
  CHECK(maildirsize_line({-334, -1}) == "-334 -1\n");
}
