// SPDX-License-Identifier: MIT
#include "libcommon/charset/charset.hpp"

#include "libcommon/base/text.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

// "name\nbytes"
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  const auto newline = input.find('\n');
  const auto bytes = newline == std::string_view::npos ? input : input.substr(newline + 1);
  for (const auto name :
       {input.substr(0, newline), std::string_view("utf-8"), std::string_view("iso-2022-jp")}) {
    const auto text = charset::to_utf8(bytes, name, 300).text;
    fuzz::check(text.size() <= 300 && base::is_utf8(text), "always UTF-8, always within the limit");
  }
  return 0;
}
