// SPDX-License-Identifier: MIT
#include "libcommon/wire/base64.hpp"

#include "tests/fuzz/check.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::as_text(data, size);
  const auto bytes = wire::base64_decode(text);
  fuzz::check(!bytes || wire::base64_encode(*bytes) == text, "what is accepted has this one text");
  fuzz::check(wire::base64_decode(wire::base64_encode(text)) == text, "any bytes survive");
  const auto url = wire::base64_decode(text, wire::Base64Padding::optional, wire::Base64Alphabet::url);
  fuzz::check(!url || url->size() <= size, "decoding never grows");
  return 0;
}
