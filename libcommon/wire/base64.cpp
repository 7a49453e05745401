// SPDX-License-Identifier: MIT
#include "libcommon/wire/base64.hpp"

#include <array>
#include <cstdint>

namespace dovetail::wire {
namespace {

constexpr std::string_view kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kNone = 0xff;

constexpr std::array<std::uint8_t, 256> values_of(std::string_view alphabet) {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNone);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}
constexpr auto kStandardValues = values_of(kStandard);
constexpr auto kUrlValues = values_of(kUrl);

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::string encode(std::string_view bytes, std::string_view alphabet, bool padded) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::size_t at = 0;
  for (; at + 3 <= bytes.size(); at += 3) {
    const std::uint32_t group =
        byte_at(bytes, at) << 16 | byte_at(bytes, at + 1) << 8 | byte_at(bytes, at + 2);
    for (const int shift : {18, 12, 6, 0}) {
      out.push_back(alphabet[group >> shift & 63]);
    }
  }
  const std::size_t left = bytes.size() - at;
  if (left > 0) {
    const std::uint32_t group = byte_at(bytes, at) << 16 | (left == 2 ? byte_at(bytes, at + 1) << 8 : 0);
    out.push_back(alphabet[group >> 18 & 63]);
    out.push_back(alphabet[group >> 12 & 63]);
    if (left == 2) {
      out.push_back(alphabet[group >> 6 & 63]);
    }
    out.append(padded ? 3 - left : 0, '=');
  }
  return out;
}

// The text without its padding; nothing if the padding is wrong.
std::optional<std::string_view> unpadded(std::string_view text, Base64Padding padding) {
  std::size_t pads = 0;
  while (pads < text.size() && text[text.size() - 1 - pads] == '=') {
    ++pads;
  }
  const std::size_t length = text.size() - pads;
  const std::size_t wanted = (4 - length % 4) % 4;
  if (wanted == 3 || (pads != wanted && (pads != 0 || padding == Base64Padding::required))) {
    return std::nullopt;
  }
  return text.substr(0, length);
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  return encode(bytes, kStandard, true);
}

std::string base64_encode_url(std::string_view bytes) {
  return encode(bytes, kUrl, false);
}

std::optional<std::string> base64_decode(std::string_view text, Base64Padding padding,
                                         Base64Alphabet alphabet) {
  const auto digits = unpadded(text, padding);
  if (!digits) {
    return std::nullopt;
  }
  const auto& values = alphabet == Base64Alphabet::url ? kUrlValues : kStandardValues;
  std::string out;
  out.reserve(digits->size() * 3 / 4);
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : *digits) {
    const std::uint8_t value = values[static_cast<unsigned char>(c)];
    if (value == kNone) {
      return std::nullopt;
    }
    held = held << 6 | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<char>(held >> bits & 0xff));
      held &= (1U << bits) - 1;
    }
  }
  if (held != 0) {
    return std::nullopt;
  }
  return out;
}

}  // namespace dovetail::wire
