// SPDX-License-Identifier: MIT
#include "libcommon/wire/quoting.hpp"

#include "libcommon/base/text.hpp"

namespace dovetail::wire {
namespace {

constexpr char kHex[] = "0123456789ABCDEF";

void append_escaped(std::string& out, char mark, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out.push_back(mark);
  out.push_back(kHex[byte >> 4]);
  out.push_back(kHex[byte & 15]);
}

// Puts the byte behind `mark`HH at text[at] into `out`; false if it is none.
bool take_escaped(std::string_view text, std::size_t at, std::string& out) {
  const auto byte = at + 3 <= text.size() ? base::from_hex(text.substr(at + 1, 2)) : std::nullopt;
  if (byte) {
    out.append(*byte);
  }
  return byte.has_value();
}

bool is_xchar(char c) {
  return c > ' ' && c < 0x7f && c != '+' && c != '=';
}

}  // namespace

std::string xtext_encode(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    is_xchar(c) ? out.push_back(c) : append_escaped(out, '+', c);
  }
  return out;
}

std::optional<std::string> xtext_decode(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_xchar(text[at])) {
      out.push_back(text[at]);
    } else if (text[at] == '+' && take_escaped(text, at, out)) {
      at += 2;
    } else {
      return std::nullopt;
    }
  }
  return out;
}

std::string percent_encode(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    c > ' ' && c < 0x7f && c != '%' ? out.push_back(c) : append_escaped(out, '%', c);
  }
  return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out.push_back(text[at]);
    } else if (take_escaped(text, at, out)) {
      at += 2;
    } else {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace dovetail::wire
