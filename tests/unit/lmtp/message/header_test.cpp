// SPDX-License-Identifier: MIT
#include "lmtp/message/header.hpp"

#include "lmtp/message/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::message;

TEST_CASE("fields are offsets into the bytes") {
  const std::string bytes = "From: a@b\r\nSubject :  x\r\n  y\r\n\tz \r\n\r\nbody\r\n";
  const HeaderBlock header(bytes);
  REQUIRE(header.fields().size() == 2);
  CHECK(header.name(header.fields()[0]) == "From");
  CHECK(header.raw(header.fields()[0]) == " a@b");
  CHECK(header.name(header.fields()[1]) == "Subject");
  CHECK(header.raw(header.fields()[1]) == "  x\r\n  y\r\n\tz ");
  CHECK(header.unfolded(header.fields()[1]) == "x  y z");
  CHECK(bytes.substr(header.body_begin()) == "body\r\n");
  CHECK(header.has_empty_line());
  CHECK(bytes.substr(header.fields()[1].begin, header.fields()[1].end - header.fields()[1].begin) ==
        "Subject :  x\r\n  y\r\n\tz \r\n");
}

TEST_CASE("a value that begins on the second line keeps its blank") {
  CHECK(HeaderBlock("A:\r\n b\r\n\r\n").values("a") == std::vector<std::string>{" b"});
  CHECK(HeaderBlock("A: \r\n\tb \r\n \r\n\r\n").values("a") == std::vector<std::string>{" b"});
  CHECK(HeaderBlock("A:  \r\n\r\n").values("a") == std::vector<std::string>{""});
}

TEST_CASE("LF alone ends lines as well") {
  const HeaderBlock header("A: 1\nB: 2\n  3\n\nbody");
  CHECK(header.values("b") == std::vector<std::string>{"2  3"});
  CHECK(header.body_begin() == 15);
}

TEST_CASE("a header without an empty line has no body") {
  const HeaderBlock header("A: 1\r\nB: 2");
  CHECK(header.fields().size() == 2);
  CHECK(header.values("B") == std::vector<std::string>{"2"});
  CHECK(header.body_begin() == 10);
  CHECK_FALSE(header.has_empty_line());
  CHECK(HeaderBlock("").fields().empty());
  CHECK(HeaderBlock("\r\nbody").body_begin() == 2);
}

TEST_CASE("lines that are no field are skipped with their continuation") {
  const HeaderBlock header(
      "From sender Mon Mar 3\r\nA: 1\r\nno colon here\r\n more of it\r\n: empty\r\nB\xff: x\r\nC: 2\r\n\r\n");
  REQUIRE(header.fields().size() == 2);
  CHECK(header.name(header.fields()[0]) == "A");
  CHECK(header.values("A") == std::vector<std::string>{"1"});
  CHECK(header.values("C") == std::vector<std::string>{"2"});
}

TEST_CASE("all fields of a name are found, whatever its case") {
  const HeaderBlock header("x-a: 1\nX-B: 2\nX-A: 3\nx-A:\n\n");
  CHECK(header.values("X-a") == std::vector<std::string>{"1", "3", ""});
  CHECK(header.first("x-b") == &header.fields()[1]);
  CHECK(header.first("x-c") == nullptr);
}

TEST_CASE("the number of fields is bounded") {
  std::string bytes;
  for (std::size_t i = 0; i < limits::kHeaderFields + 10; ++i) {
    bytes += "A: b\n";
  }
  CHECK(HeaderBlock(bytes + "\n").fields().size() == limits::kHeaderFields);
}

TEST_CASE("field names are printable ASCII without colon") {
  CHECK(is_field_name("X-Spam_Flag!"));
  CHECK_FALSE(is_field_name(""));
  CHECK_FALSE(is_field_name("a b"));
  CHECK_FALSE(is_field_name("a:"));
  CHECK_FALSE(is_field_name("\xc3\xa4"));
}
