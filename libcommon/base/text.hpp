// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dovetail::base {

// ASCII only, whatever the locale: mail protocols fold nothing else.
constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_alpha(char c) {
  return to_lower(c) >= 'a' && to_lower(c) <= 'z';
}
// Space, TAB, LF, VT, FF, CR.
constexpr bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::string lowered(std::string_view text);
std::string uppered(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
bool ends_with_ignoring_case(std::string_view text, std::string_view suffix);

std::string_view trimmed(std::string_view text);  // without white space at either end

// The parts between separators, empty ones included; "" gives one empty part. Views into `text`.
std::vector<std::string_view> split(std::string_view text, char separator);
// The words between runs of white space; never an empty one. Views into `text`.
std::vector<std::string_view> words(std::string_view text);
// Splits at single separators; a doubled one is the separator itself as part of the text, as Dovecot writes
// lists of locations. Never empty.
std::vector<std::string> split_doubled(std::string_view text, char separator);
// Both sides of the first separator; nothing where it does not occur.
std::optional<std::pair<std::string_view, std::string_view>> split_once(std::string_view text,
                                                                        char separator);

std::string joined(const std::vector<std::string>& parts, std::string_view separator);
std::string replaced_all(std::string_view text, std::string_view from, std::string_view to);

// The whole text as a decimal number (or of another base); nothing if anything else is in it or it does not
// fit.
template <std::integral T>
std::optional<T> to_number(std::string_view text, int number_base = 10) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value, number_base);
  if (text.empty() || problem != std::errc{} || stop != end) {
    return std::nullopt;
  }
  return value;
}

std::string to_hex(std::string_view bytes);                    // lower-case digits
std::optional<std::string> from_hex(std::string_view digits);  // either case; nothing if not whole hex pairs

bool is_utf8(std::string_view bytes);  // RFC 3629: no surrogates, nothing above U+10FFFF, no overlong form

// For logs and replies: control bytes and bytes that are not UTF-8 become `substitute`; cut to at most
// `limit` bytes, never inside a character.
std::string printable(std::string_view bytes, std::size_t limit, char substitute = '?');

}  // namespace dovetail::base
