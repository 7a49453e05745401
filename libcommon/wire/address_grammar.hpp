// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::wire::grammar {

// Pieces of RFC 5321 §4.1.2 at the start of a text; used by mail_address.cpp only. A length of 0: not there.

bool is_atext(char c, bool utf8);                          // RFC 5322 §3.2.3, with 8-bit bytes for RFC 6531
std::size_t dot_string(std::string_view text, bool utf8);  // Atom *("." Atom)
std::size_t domain(std::string_view text, bool utf8);      // dotted name or [address literal]
std::size_t source_route(std::string_view text, bool utf8);  // @a,@b:

struct QuotedString {
  std::string content;     // without quotes and backslashes
  std::size_t length = 0;  // with them
};
std::optional<QuotedString> quoted_string(std::string_view text, bool utf8);

}  // namespace dovetail::wire::grammar
