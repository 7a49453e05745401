// SPDX-License-Identifier: MIT
#include "libcommon/vars/format.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/digest.hpp"
#include "libcommon/vars/limits.hpp"

namespace dovetail::vars {
namespace {

constexpr std::string_view kModifiers = "LUMHNEXRTD";

// "[-]digits"; nothing if there is not even a digit. The sign is given back apart: "-3u" is not "-3.u".
std::optional<int> take_number(std::string_view& text, bool& negative) {
  std::string_view rest = text;
  negative = rest.starts_with('-');
  rest.remove_prefix(negative ? 1 : 0);
  int number = 0;
  std::size_t digits = 0;
  for (; digits < rest.size() && base::is_digit(rest[digits]); ++digits) {
    number = std::min(number * 10 + (rest[digits] - '0'), kMaxWidth);
  }
  rest.remove_prefix(digits);
  text = rest;
  return digits == 0 ? std::nullopt : std::optional(number);
}

std::string hex_number(std::uint64_t number, int least_digits) {
  std::string out;
  do {
    out.insert(out.begin(), "0123456789abcdef"[number & 15]);
    number >>= 4;
  } while (number != 0);
  while (out.size() < static_cast<std::size_t>(std::clamp(least_digits, 0, 64))) {
    out.insert(out.begin(), '0');
  }
  return out;
}

// %H: the classic ELF hash.
std::uint64_t elf_hash(std::string_view text) {
  std::uint32_t hash = 0;
  for (const char c : text) {
    hash = (hash << 4) + static_cast<unsigned char>(c);
    const std::uint32_t high = hash & 0xf0000000U;
    hash ^= high >> 24;
    hash ^= high;
  }
  return hash;
}

// %N: the first eight bytes of the MD5 as one number.
std::uint64_t md5_number(std::string_view text) {
  std::uint64_t number = 0;
  for (const char c : crypto::digest(crypto::DigestKind::md5, text).substr(0, 8)) {
    number = number << 8 | static_cast<unsigned char>(c);
  }
  return number;
}

std::string hashed(std::uint64_t hash, const Format& format) {
  const auto modulus = static_cast<std::uint64_t>(std::abs(format.width));
  return hex_number(modulus == 0 ? hash & 0xffffffffU : hash % modulus, format.offset);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\'' || c == '\\') {
      out.push_back('\\');
    }
    out.push_back(c);
  }
  return out;
}

std::string modified(std::string value, char modifier, const Format& format) {
  switch (modifier) {
    case 'L':
      return base::lowered(value);
    case 'U':
      return base::uppered(value);
    case 'M':
      return base::to_hex(crypto::digest(crypto::DigestKind::md5, value));
    case 'H':
      return hashed(elf_hash(value), format);
    case 'N':
      return hashed(md5_number(value), format);
    case 'E':
      return escaped(value);
    case 'X':
      return hex_number(base::to_number<std::uint64_t>(value).value_or(0), 0);
    case 'R':
      std::reverse(value.begin(), value.end());
      return value;
    case 'T':
      while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) {
        value.pop_back();
      }
      return value;
    default:  // 'D': an LDAP name, "ex,dc=org"
      return base::replaced_all(value, ".", ",dc=");
  }
}

std::string substring(std::string value, const Format& format) {
  const auto size = static_cast<long>(value.size());
  const long start = std::clamp(format.offset < 0 ? size + format.offset : long{format.offset}, 0L, size);
  value.erase(0, static_cast<std::size_t>(start));
  const auto left = static_cast<long>(value.size());
  if (format.zero_fill) {
    const long missing = std::min<long>(format.width, static_cast<long>(kMaxExpandedBytes)) - left;
    value.insert(0, static_cast<std::size_t>(std::max(0L, missing)), '0');
  } else if (format.width != 0) {
    const long keep = format.width < 0 ? left + format.width : long{format.width};
    value.resize(static_cast<std::size_t>(std::clamp(keep, 0L, left)));
  }
  return value;
}

}  // namespace

Format take_format(std::string_view& text) {
  Format out;
  bool negative = false;
  const bool zero = text.starts_with('0');
  const auto first = take_number(text, negative);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    out.offset = negative ? -first.value_or(0) : first.value_or(0);
    out.width = take_number(text, negative).value_or(0);
    out.width = negative ? -out.width : out.width;
  } else {
    out.width = first.value_or(0);
    out.zero_fill = zero;
  }
  const auto end = std::min(text.find_first_not_of(kModifiers), text.size());
  out.modifiers = text.substr(0, end);
  text.remove_prefix(end);
  return out;
}

std::string formatted(std::string value, const Format& format) {
  for (const char modifier : format.modifiers) {
    value = modified(std::move(value), modifier, format);
  }
  const bool is_hash = format.modifiers.find_first_of("HN") != std::string::npos;
  return is_hash ? value : substring(std::move(value), format);
}

}  // namespace dovetail::vars
