// SPDX-License-Identifier: MIT
#include "libcommon/maildir/modified_utf7.hpp"

#include <cstdint>

#include "libcommon/base/text.hpp"

namespace dovetail::maildir {

namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

bool is_direct(unsigned char c) {
  return c >= 0x20 && c <= 0x7e;
}

// One code point from valid UTF-8; moves `at` behind it.
std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) {
    return lead;
  }
  const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  std::uint32_t value = lead & (0x3fU >> more);
  for (int i = 0; i < more; ++i) {
    value = value << 6 | (static_cast<unsigned char>(text[at++]) & 0x3fU);
  }
  return value;
}

void append_utf8(std::string& out, std::uint32_t value) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xc0 | value >> 6);
    put(0x80 | (value & 0x3f));
  } else if (value < 0x10000) {
    put(0xe0 | value >> 12);
    put(0x80 | (value >> 6 & 0x3f));
    put(0x80 | (value & 0x3f));
  } else {
    put(0xf0 | value >> 18);
    put(0x80 | (value >> 12 & 0x3f));
    put(0x80 | (value >> 6 & 0x3f));
    put(0x80 | (value & 0x3f));
  }
}

// Bits of UTF-16 units going out as base64 digits.
class DigitWriter {
 public:
  explicit DigitWriter(std::string& out) : out_(out) {}
  void unit(std::uint32_t value) {
    bits_ = bits_ << 16 | value;
    count_ += 16;
    while (count_ >= 6) {
      count_ -= 6;
      out_ += kDigits[bits_ >> count_ & 0x3f];
    }
  }
  void finish() {
    if (count_ > 0) {
      out_ += kDigits[bits_ << (6 - count_) & 0x3f];
    }
    bits_ = 0;
    count_ = 0;
  }

 private:
  std::string& out_;
  std::uint64_t bits_ = 0;
  int count_ = 0;
};

void append_shifted(std::string& out, std::string_view utf8, std::size_t& at) {
  out += '&';
  DigitWriter writer(out);
  while (at < utf8.size() && !is_direct(static_cast<unsigned char>(utf8[at]))) {
    const std::uint32_t value = next_code_point(utf8, at);
    if (value >= 0x10000) {
      writer.unit(0xd800 | (value - 0x10000) >> 10);
      writer.unit(0xdc00 | ((value - 0x10000) & 0x3ff));
    } else {
      writer.unit(value);
    }
  }
  writer.finish();
  out += '-';
}

// UTF-16 units going to UTF-8; false for what an encoder would not have written.
class UnitReader {
 public:
  explicit UnitReader(std::string& out) : out_(out) {}
  bool unit(std::uint32_t value) {
    if (high_ != 0) {
      if (value < 0xdc00 || value > 0xdfff) {
        return false;
      }
      append_utf8(out_, 0x10000 + ((high_ & 0x3ff) << 10) + (value & 0x3ff));
      high_ = 0;
      return true;
    }
    if (value >= 0xd800 && value <= 0xdbff) {
      high_ = value;
      return true;
    }
    if ((value >= 0xdc00 && value <= 0xdfff) ||
        (value < 0x80 && is_direct(static_cast<unsigned char>(value)))) {
      return false;
    }
    append_utf8(out_, value);
    return true;
  }
  bool complete() const { return high_ == 0; }

 private:
  std::string& out_;
  std::uint32_t high_ = 0;
};

bool append_decoded(std::string& out, std::string_view digits) {
  UnitReader reader(out);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : digits) {
    const auto digit = kDigits.find(c);
    if (digit == std::string_view::npos) {
      return false;
    }
    bits = (bits << 6 | static_cast<std::uint32_t>(digit)) & 0xffffff;
    count += 6;
    if (count >= 16) {
      count -= 16;
      if (!reader.unit(bits >> count & 0xffff)) {
        return false;
      }
    }
  }
  const bool rest_is_zero = (bits & ((1U << count) - 1)) == 0;
  return !digits.empty() && count < 6 && rest_is_zero && reader.complete();
}

}  // namespace

std::optional<std::string> to_modified_utf7(std::string_view utf8) {
  if (!base::is_utf8(utf8)) {
    return std::nullopt;
  }
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    if (utf8[at] == '&') {
      out += "&-";
      ++at;
    } else if (is_direct(static_cast<unsigned char>(utf8[at]))) {
      out += utf8[at++];
    } else {
      append_shifted(out, utf8, at);
    }
  }
  return out;
}

std::optional<std::string> from_modified_utf7(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    if (!is_direct(static_cast<unsigned char>(name[at]))) {
      return std::nullopt;
    }
    if (name[at] != '&') {
      out += name[at++];
      continue;
    }
    const std::size_t end = name.find('-', at);
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    if (end == at + 1) {
      out += '&';
    } else if (!append_decoded(out, name.substr(at + 1, end - at - 1))) {
      return std::nullopt;
    }
    at = end + 1;
  }
  return out;
}

}  // namespace dovetail::maildir
