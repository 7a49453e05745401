// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/encoded_character.hpp"

#include <fmt/format.h>

#include <optional>

#include "libcommon/base/text.hpp"
#include "lmtp/message/utf8.hpp"
#include "lmtp/sieve/language/checker.hpp"

namespace dovetail::lmtp::sieve {

namespace {

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && base::is_space(text[at])) {
    ++at;
  }
  return at;
}

struct Encoded {
  std::string value;
  std::size_t size = 0;                        // of the whole ${…}
  std::optional<std::uint32_t> bad_character;  // well formed, but no Unicode character
};

// The numbers up to '}'; nothing if the sequence is not of that form and stays as it is.
std::optional<Encoded> parse_numbers(std::string_view text, std::size_t at, bool unicode) {
  Encoded result;
  const std::size_t max_digits = unicode ? 6 : 2;
  bool any = false;
  for (at = skip_blanks(text, at); at < text.size() && text[at] != '}'; at = skip_blanks(text, at)) {
    std::size_t end = at;
    while (end < text.size() &&
           std::string_view("0123456789abcdefABCDEF").find(text[end]) != std::string_view::npos) {
      ++end;
    }
    std::string_view digits = text.substr(at, end - at);
    while (unicode && digits.size() > max_digits && digits[0] == '0') {
      digits.remove_prefix(1);
    }
    const auto number = base::to_number<std::uint32_t>(digits, 16);
    if (!number || digits.size() > max_digits) return std::nullopt;
    if (unicode && !message::is_character(*number) && !result.bad_character) result.bad_character = number;
    if (unicode) {
      message::append_utf8(result.value, *number);
    } else {
      result.value += static_cast<char>(*number);
    }
    any = true;
    at = end;
  }
  if (at >= text.size() || !any) return std::nullopt;
  result.size = at + 1;
  return result;
}

// What `text`, which begins with "${", encodes.
std::optional<Encoded> parse_sequence(std::string_view text) {
  if (base::starts_with_ignoring_case(text, "${hex:")) return parse_numbers(text, 6, false);
  if (base::starts_with_ignoring_case(text, "${unicode:")) return parse_numbers(text, 10, true);
  return std::nullopt;
}

bool decode(TemplateString& string, unsigned line, Checker& checker) {
  const std::string source(string.literal());
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = 0; (at = source.find("${", at)) != std::string::npos;) {
    const auto encoded = parse_sequence(std::string_view(source).substr(at));
    if (!encoded) {
      at += 2;
      continue;
    }
    if (encoded->bad_character) {
      checker.error(line, fmt::format("invalid unicode character 0x{:08x} in encoded character substitution",
                                      *encoded->bad_character));
      return false;
    }
    out.append(source, done, at - done).append(encoded->value);
    at = done = at + encoded->size;
  }
  string = TemplateString(out.append(source, done));
  return true;
}

}  // namespace

Extension encoded_character_extension() {
  Extension extension;
  extension.name = "encoded-character";
  extension.only_by_require = true;
  extension.string_stage = decode;
  return extension;
}

}  // namespace dovetail::lmtp::sieve
