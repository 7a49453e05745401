// SPDX-License-Identifier: MIT
#include "libcommon/wire/address_grammar.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "libcommon/wire/limits.hpp"

namespace dovetail::wire::grammar {
namespace {

bool is_8bit(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

bool is_label_byte(char c, bool utf8) {
  // "_" is no host name (RFC 1123) but stands in mail domains of the wild, and so do leading hyphens.
  return base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '_' || (utf8 && is_8bit(c));
}

// "[192.0.2.1]", "[IPv6:2001:db8::1]", "[tag:content]" (RFC 5321 §4.1.3).
std::size_t address_literal(std::string_view text) {
  for (std::size_t at = 1; at < text.size() && at <= kMaxDomainLength; ++at) {
    const char c = text[at];
    if (c == ']') {
      return at > 1 ? at + 1 : 0;
    }
    if (c <= ' ' || c > '~' || c == '[' || c == '\\') {
      return 0;
    }
  }
  return 0;
}

}  // namespace

bool is_atext(char c, bool utf8) {
  constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~";
  return base::is_alpha(c) || base::is_digit(c) || kMarks.find(c) != std::string_view::npos ||
         (utf8 && is_8bit(c));
}

std::size_t dot_string(std::string_view text, bool utf8) {
  std::size_t at = 0;
  for (;;) {
    const std::size_t atom = at;
    while (at < text.size() && is_atext(text[at], utf8)) {
      ++at;
    }
    if (at == atom) {
      return 0;
    }
    if (at == text.size() || text[at] != '.') {
      return at;
    }
    ++at;
  }
}

std::size_t domain(std::string_view text, bool utf8) {
  if (text.starts_with('[')) {
    return address_literal(text);
  }
  std::size_t at = 0;
  for (;;) {
    const std::size_t label = at;
    while (at < text.size() && is_label_byte(text[at], utf8)) {
      ++at;
    }
    if (at == label || at - label > kMaxLabelLength || at > kMaxDomainLength) {
      return 0;
    }
    if (at == text.size() || text[at] != '.') {
      return at;
    }
    ++at;
  }
}

std::size_t source_route(std::string_view text, bool utf8) {
  std::size_t at = 0;
  for (;;) {
    if (at >= text.size() || text[at] != '@') {
      return 0;
    }
    const std::size_t length = domain(text.substr(at + 1), utf8);
    if (length == 0) {
      return 0;
    }
    at += 1 + length;
    if (at < text.size() && text[at] == ':') {
      return at + 1;
    }
    if (at == text.size() || text[at] != ',') {
      return 0;
    }
    ++at;
  }
}

std::optional<QuotedString> quoted_string(std::string_view text, bool utf8) {
  QuotedString result;
  if (!text.starts_with('"')) {
    return std::nullopt;
  }
  for (std::size_t at = 1; at < text.size(); ++at) {
    char c = text[at];
    if (c == '"') {
      result.length = at + 1;
      return result;
    }
    if (c == '\\') {
      if (++at == text.size() || is_8bit(text[at])) {  // quoted-pairSMTP is ASCII only
        return std::nullopt;
      }
      c = text[at];
    }
    if (base::is_control(c) || (is_8bit(c) && !utf8)) {
      return std::nullopt;
    }
    result.content.push_back(c);
  }
  return std::nullopt;
}

}  // namespace dovetail::wire::grammar
