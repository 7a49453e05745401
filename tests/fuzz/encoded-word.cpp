// SPDX-License-Identifier: MIT
#include "lmtp/message/encoded_word.hpp"

#include "libcommon/base/text.hpp"
#include "lmtp/message/structured_field.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using namespace dovetail::lmtp;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  fuzz::check(base::is_utf8(message::decode_encoded_words(input)), "decoded text is UTF-8");
  bool valid = false;
  const auto type = message::parse_content_type(input, valid);
  fuzz::check(!type.type.empty() && !type.subtype.empty(), "a type has two parts");
  for (const auto& [name, value] : type.parameters) {
    fuzz::check(type.parameter(name) != nullptr, "a parameter is found by its name");
  }
  return 0;
}
