// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include "libcommon/wire/line_reader.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

namespace {

constexpr std::size_t kLimit = 20;

void drain(wire::LineReader& reader, std::vector<std::string>& lines) {
  while (const auto line = reader.next()) {
    fuzz::check(line->text.size() <= kLimit, "no line passes the limit");
    fuzz::check(line->text.find('\n') == std::string_view::npos, "a line holds no LF");
    lines.emplace_back(line->too_long ? "too long" : line->text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  wire::LineReader at_once(kLimit);
  std::vector<std::string> whole;
  at_once.append(input);
  drain(at_once, whole);
  wire::LineReader reader(kLimit);
  std::vector<std::string> pieces;
  fuzz::in_pieces(input, [&](std::string_view piece) {
    reader.append(piece);
    drain(reader, pieces);
  });
  fuzz::check(whole == pieces, "slicing changes nothing");
  return 0;
}
