// SPDX-License-Identifier: MIT
#include "lmtp/message/transfer_encoding.hpp"

#include <cstdint>

#include "libcommon/base/text.hpp"

namespace dovetail::lmtp::message {

namespace {

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = base::to_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// One line of quoted-printable without its line end, white space at its end dropped (RFC 2045 §6.7 (3)).
// Returns true where the line ends in a soft break.
bool decode_line(std::string_view line, std::string& out) {
  const std::size_t end = line.find_last_not_of(" \t");
  line = line.substr(0, end == std::string_view::npos ? 0 : end + 1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '=') {
      out += line[i];
      continue;
    }
    if (i + 1 == line.size()) return true;
    const int high = hex_digit(line[i + 1]);
    const int low = i + 2 < line.size() ? hex_digit(line[i + 2]) : -1;
    if (high < 0 || low < 0) {
      out += '=';
    } else {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return false;
}

}  // namespace

std::string decode_base64_leniently(std::string_view text, std::size_t limit) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    if (c == '=') {  // padding; what follows may be a new run of base64, glued on by a broken mailer
      bits = 0;
      count = 0;
      continue;
    }
    const int digit = base64_digit(c);
    if (digit < 0) continue;
    bits = (bits << 6 | static_cast<std::uint32_t>(digit)) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      if (out.size() == limit) break;
      out += static_cast<char>(bits >> count & 0xff);
    }
  }
  return out;
}

std::string decode_quoted_printable(std::string_view text, std::size_t limit) {
  std::string out;
  while (!text.empty() && out.size() < limit) {
    const std::size_t lf = text.find('\n');
    const bool last = lf == std::string_view::npos;
    const std::size_t next = last ? text.size() : lf + 1;
    std::size_t end = last ? text.size() : lf;
    if (!last && end > 0 && text[end - 1] == '\r') --end;
    if (!decode_line(text.substr(0, end), out) && !last) out += text.substr(end, next - end);
    text.remove_prefix(next);
  }
  if (out.size() > limit) out.resize(limit);
  return out;
}

std::optional<std::string> decode_transfer_encoding(std::string_view body, std::string_view encoding,
                                                    std::size_t limit) {
  if (base::equals_ignoring_case(encoding, "base64")) return decode_base64_leniently(body, limit);
  if (base::equals_ignoring_case(encoding, "quoted-printable")) return decode_quoted_printable(body, limit);
  for (const std::string_view plain : {"", "7bit", "8bit", "binary"}) {
    if (base::equals_ignoring_case(encoding, plain)) return std::string(body.substr(0, limit));
  }
  return std::nullopt;
}

}  // namespace dovetail::lmtp::message
