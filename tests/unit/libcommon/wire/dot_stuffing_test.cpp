// SPDX-License-Identifier: MIT
#include "libcommon/wire/dot_stuffing.hpp"

#include <array>
#include <random>

#include "tests/support/catch.hpp"

using namespace dovetail;

namespace {

struct Unstuffed {
  std::string message;
  bool finished;
  std::string rest;
  bool operator==(const Unstuffed&) const = default;
};

Unstuffed unstuff(std::string_view input, std::size_t step) {
  wire::DotUnstuffer unstuffer;
  std::string out;
  while (!input.empty() && !unstuffer.finished()) {
    const auto piece = input.substr(0, step);
    const std::size_t used = unstuffer.feed(piece, out);
    REQUIRE((used == piece.size() || unstuffer.finished()));
    input.remove_prefix(used);
  }
  return {out, unstuffer.finished(), std::string(input)};
}

void check_unstuffed(std::string_view input, const Unstuffed& wanted) {
  for (std::size_t step = 1; step <= input.size(); ++step) {
    CAPTURE(input, step);
    REQUIRE(unstuff(input, step) == wanted);
  }
}

std::string stuff(std::string_view message, std::size_t step) {
  wire::DotStuffer stuffer;
  std::string out;
  for (; !message.empty(); message.remove_prefix(std::min(step, message.size()))) {
    stuffer.feed(message.substr(0, step), out);
  }
  stuffer.finish(out);
  return out;
}

}  // namespace

TEST_CASE("message data ends at CRLF.CRLF and nowhere else") {
  check_unstuffed("a\r\nb\r\n.\r\nQUIT\r\n", {"a\r\nb\r\n", true, "QUIT\r\n"});
  check_unstuffed(".\r\nQUIT\r\n", {"", true, "QUIT\r\n"});
  check_unstuffed("a\n.\nb", {"a\n.\nb", false, ""});      // LF.LF
  check_unstuffed("a\n.\r\nb", {"a\n.\r\nb", false, ""});  // LF.CRLF
  check_unstuffed("a\r\n.\nb", {"a\r\n\nb", false, ""});   // CRLF.LF: the dot was stuffed
  check_unstuffed("a\r.\r\nb", {"a\r.\r\nb", false, ""});  // CR.CRLF
  check_unstuffed("a\r\n.\rb", {"a\r\n\rb", false, ""});   // CRLF.CR
  check_unstuffed("a\r\n.\r\r\n.\r\n", {"a\r\n\r\r\n", true, ""});
}

TEST_CASE("transparency dots disappear, all other bytes pass") {
  check_unstuffed("..\r\n...x\r\n.y\r\n.\r\n", {".\r\n..x\r\ny\r\n", true, ""});
  check_unstuffed("a.b.\r\n.\r\n", {"a.b.\r\n", true, ""});
  check_unstuffed("\r\r\n..\r\n.\r\n", {"\r\r\n.\r\n", true, ""});
  const std::string binary("\0\xff\r\x80\n\r\n.\r\n", 10);
  check_unstuffed(binary, {std::string("\0\xff\r\x80\n\r\n", 7), true, ""});
}

TEST_CASE("an unstuffer starts anew after reset") {
  wire::DotUnstuffer unstuffer;
  std::string out;
  CHECK(unstuffer.feed("x\r\n.\r\n", out) == 6);
  CHECK(unstuffer.feed("y", out) == 0);
  unstuffer.reset();
  CHECK(unstuffer.feed(".\r\n", out) == 3);
  CHECK(unstuffer.finished());
}

TEST_CASE("what we send is canonical and dot-stuffed") {
  for (std::size_t step = 1; step < 12; ++step) {
    CAPTURE(step);
    CHECK(stuff("a\n.\nb\r\n..c", step) == "a\r\n..\r\nb\r\n...c\r\n.\r\n");
    CHECK(stuff("", step) == ".\r\n");
    CHECK(stuff("a\r\n", step) == "a\r\n.\r\n");
    CHECK(stuff("a\rb\r", step) == "a b\r\n.\r\n");  // the last CR ends the open line
    CHECK(stuff("a\r.\r\r\n.", step) == "a . \r\n..\r\n.\r\n");
  }
}

TEST_CASE("stuffing and unstuffing give back any canonical message") {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::string message;
    for (auto i = random() % 40; i > 0; --i) {
      message.append(std::array<const char*, 5>{".", "\r\n", "x", "\r\n.", ".\r\n"}.at(random() % 5));
    }
    message.append("\r\n");
    const auto back = unstuff(stuff(message, 1 + random() % 7), 1 + random() % 7);
    CAPTURE(message);
    REQUIRE(back == Unstuffed{message, true, ""});
  }
}
