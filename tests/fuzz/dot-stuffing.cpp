// SPDX-License-Identifier: MIT
#include <string>

#include "libcommon/wire/dot_stuffing.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  wire::DotUnstuffer at_once;
  std::string whole;
  const std::size_t used = at_once.feed(input, whole);
  wire::DotUnstuffer in_pieces;
  std::string pieces;
  std::size_t used_in_pieces = 0;
  fuzz::in_pieces(input, [&](std::string_view piece) { used_in_pieces += in_pieces.feed(piece, pieces); });
  fuzz::check(whole == pieces && used == used_in_pieces, "slicing changes nothing");
  const auto end = input.find("\r\n.\r\n");
  const bool ends = input.starts_with(".\r\n") || end != std::string_view::npos;
  fuzz::check(at_once.finished() == ends, "the end is CRLF.CRLF");

  wire::DotStuffer stuffer;
  std::string stuffed;
  stuffer.feed(input, stuffed);
  stuffer.finish(stuffed);
  wire::DotUnstuffer back;
  std::string message;
  fuzz::check(back.feed(stuffed, message) == stuffed.size() && back.finished(),
              "no text ends a message early");
  for (std::size_t at = 0; at < message.size(); ++at) {
    fuzz::check(message[at] != '\r' || message[at + 1] == '\n', "no stray CR is sent");
    fuzz::check(message[at] != '\n' || (at > 0 && message[at - 1] == '\r'), "no bare LF is sent");
  }
  return 0;
}
