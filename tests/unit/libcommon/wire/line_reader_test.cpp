// SPDX-License-Identifier: MIT
#include "libcommon/wire/line_reader.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace dovetail;

namespace {

// All lines of `input` fed in pieces of `step` bytes; "!" stands for one that was too long.
std::vector<std::string> lines_of(std::string_view input, std::size_t limit, std::size_t step) {
  wire::LineReader reader(limit);
  std::vector<std::string> lines;
  for (; !input.empty(); input.remove_prefix(std::min(step, input.size()))) {
    reader.append(input.substr(0, step));
    while (const auto line = reader.next()) {
      lines.emplace_back(line->too_long ? "!" : line->text);
    }
  }
  return lines;
}

}  // namespace

TEST_CASE("lines end in LF or CRLF, however the bytes arrive") {
  for (std::size_t step = 1; step < 20; ++step) {
    CAPTURE(step);
    CHECK(lines_of("a\r\nbc\n\n\r\nd\re\r\r\nopen", 10, step) ==
          std::vector<std::string>{"a", "bc", "", "", "d\re\r"});
  }
}

TEST_CASE("an over-long line is reported once and its rest is dropped") {
  for (std::size_t step = 1; step < 20; ++step) {
    CAPTURE(step);
    CHECK(lines_of("12345\n123456789012\n123456\r\nok\n", 5, step) ==
          std::vector<std::string>{"12345", "!", "!", "ok"});
  }
  CHECK(lines_of("12345\r\n", 5, 1) == std::vector<std::string>{"12345"});
  CHECK(lines_of("12345\rx\n", 5, 1) == std::vector<std::string>{"!"});
}

TEST_CASE("an endless line does not grow the buffer") {
  wire::LineReader reader(100);
  const std::string piece(1000, 'x');
  int reports = 0;
  for (int i = 0; i < 1000; ++i) {
    reader.append(piece);
    while (const auto line = reader.next()) {
      CHECK(line->too_long);
      ++reports;
    }
    REQUIRE(reader.rest().size() <= 1000);
  }
  CHECK(reports == 1);
}

TEST_CASE("counted data between lines is taken from the rest") {
  wire::LineReader reader(100);
  reader.append("BDAT 6\r\nab\ncd\nQUIT\r\n");
  CHECK(reader.next()->text == "BDAT 6");
  CHECK(reader.rest().substr(0, 6) == "ab\ncd\n");
  reader.skip(6);
  CHECK(reader.next()->text == "QUIT");
  CHECK_FALSE(reader.next());
  CHECK(reader.rest().empty());
}

TEST_CASE("the rest may be skipped after a search that found no line end") {
  wire::LineReader reader(100);
  reader.append("abc");
  CHECK_FALSE(reader.next());
  reader.skip(2);
  reader.append("\nd\n");
  CHECK(reader.next()->text == "c");
  CHECK(reader.next()->text == "d");
}

TEST_CASE("clear forgets plain text that came before TLS") {
  wire::LineReader reader(100);
  reader.append("STARTTLS\r\nMAIL FROM:<injected>\r\n");
  CHECK(reader.next()->text == "STARTTLS");
  reader.clear();
  CHECK_FALSE(reader.next());
  reader.append("LHLO x\r\n");
  CHECK(reader.next()->text == "LHLO x");
}

TEST_CASE("what was given out can be wiped, what was not stays") {
  wire::LineReader reader(100);
  reader.append("secret\nnext\nha");
  const auto line = reader.next();
  const char* first = line->text.data();
  CHECK(line->text == "secret");
  reader.wipe_used();
  CHECK(std::string(first, 7) == std::string(7, '\0'));
  reader.append("lf\n");
  CHECK(reader.next()->text == "next");
  reader.wipe_used();
  CHECK(reader.next()->text == "half");
}
