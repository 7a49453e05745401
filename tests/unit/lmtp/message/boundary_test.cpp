// SPDX-License-Identifier: MIT
#include "lmtp/message/boundary.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::message;

namespace {

// What stands between the marks, as the parts of a multipart are cut; the closing mark ends the list.
std::vector<std::string> cut(std::string_view body, const std::string& boundary = "b") {
  BoundaryScanner scanner(body, boundary);
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (const auto mark = scanner.next()) {
    REQUIRE(mark->before >= begin);
    REQUIRE(mark->after <= body.size());
    parts.emplace_back(body.substr(begin, mark->before - begin));
    begin = mark->after;
    if (mark->closing) {
      parts.push_back("<end>");
    }
  }
  parts.emplace_back(body.substr(begin));
  return parts;
}

using Parts = std::vector<std::string>;

}  // namespace

TEST_CASE("the line end before a boundary belongs to it (RFC 2046 5.1.1)") {
  CHECK(cut("pre\r\n--b\r\none\r\n\r\n--b\r\ntwo\r\n--b--\r\npost") ==
        Parts{"pre", "one\r\n", "two", "<end>", "post"});
  CHECK(cut("pre\n--b\none\n\n--b\ntwo\n--b--\npost") == Parts{"pre", "one\n", "two", "<end>", "post"});
}

TEST_CASE("a boundary may stand first and last, without any line end around it") {
  CHECK(cut("--b") == Parts{"", ""});
  CHECK(cut("--b--") == Parts{"", "<end>", ""});
  CHECK(cut("--b\r\n") == Parts{"", ""});
  CHECK(cut("x\r\n--b") == Parts{"x", ""});
  CHECK(cut("--b\r\n--b\r\n--b--") == Parts{"", "", "", "<end>", ""});
}

TEST_CASE("white space may follow a boundary, nothing else may") {
  CHECK(cut("--b \t \r\none\r\n--b-- \t\r\n") == Parts{"", "one", "<end>", ""});
  CHECK(cut("--b x\r\n--bb\r\n--b-\r\n--b---\r\n--b-- x\r\n") ==
        Parts{"--b x\r\n--bb\r\n--b-\r\n--b---\r\n--b-- x\r\n"});
  CHECK(cut("--b\rx\r\n") == Parts{"--b\rx\r\n"});
}

TEST_CASE("a boundary in the middle of a line is text") {
  CHECK(cut("x--b\r\n --b\r\n----b\r\n--b\r\n") == Parts{"x--b\r\n --b\r\n----b", ""});
}

TEST_CASE("boundaries may hold any byte") {
  CHECK(cut("--=_x?.(b)\r\none\r\n--=_x?.(b)--", "=_x?.(b)") == Parts{"", "one", "<end>", ""});
  CHECK(cut("-- \r\none", "") == Parts{"", "one"});
}

TEST_CASE("a body of almost-boundaries is passed in one go") {
  std::string body;
  for (int line = 0; line < 200'000; ++line) {
    body += "--b.\n";
  }
  BoundaryScanner scanner(body, "b");
  CHECK_FALSE(scanner.next());
  CHECK_FALSE(scanner.next());  // and stays at its end
}
