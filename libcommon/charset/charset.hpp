// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dovetail::charset {

struct Utf8 {
  std::string text;
  bool known_charset = true;  // false: the name is unknown; ASCII kept, every other byte became U+FFFD
  bool clean = true;          // false: bytes that mean nothing became U+FFFD each
};

// Converts to UTF-8 and always returns valid UTF-8. "" counts as us-ascii; us-ascii and utf-8 are checked
// without iconv. Names as in MIME, any case. At most `limit` bytes come out, cut between characters.
// Reentrant.
Utf8 to_utf8(std::string_view bytes, std::string_view charset, std::size_t limit = std::string::npos);

bool is_known(std::string_view charset);

// Valid UTF-8 stays; every byte that is not part of a character becomes U+FFFD.
std::string repaired_utf8(std::string_view bytes);

}  // namespace dovetail::charset
