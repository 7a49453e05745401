// SPDX-License-Identifier: MIT
#include "libcommon/wire/netstring.hpp"

#include <string>

#include "libcommon/base/text.hpp"
#include "libcommon/wire/limits.hpp"

namespace dovetail::wire {

void append_netstring(std::string& out, std::string_view payload) {
  out.append(std::to_string(payload.size())).append(1, ':').append(payload).append(1, ',');
}

std::string netstring(std::string_view payload) {
  std::string out;
  append_netstring(out, payload);
  return out;
}

Netstring read_netstring(std::string_view input, std::size_t limit) {
  std::size_t length = 0;
  std::size_t digits = 0;
  while (digits < input.size() && base::is_digit(input[digits])) {
    if (digits == kMaxNetstringDigits) {
      return {NetstringStatus::malformed, {}, 0};
    }
    length = length * 10 + static_cast<std::size_t>(input[digits++] - '0');
  }
  if (digits == input.size()) {
    return {length > limit ? NetstringStatus::too_long : NetstringStatus::incomplete, {}, 0};
  }
  if (digits == 0 || input[digits] != ':') {
    return {NetstringStatus::malformed, {}, 0};
  }
  if (length > limit) {
    return {NetstringStatus::too_long, {}, 0};
  }
  const std::size_t head = digits + 1;
  if (input.size() <= head + length) {
    return {};
  }
  if (input[head + length] != ',') {
    return {NetstringStatus::malformed, {}, 0};
  }
  return {NetstringStatus::complete, input.substr(head, length), head + length + 1};
}

void NetstringReader::append(std::string_view bytes) {
  if (start_ == buffer_.size()) {
    buffer_.clear();
    start_ = 0;
  } else if (start_ > buffer_.size() / 2) {
    buffer_.erase(0, start_);
    start_ = 0;
  }
  buffer_.append(bytes);
}

Netstring NetstringReader::next() {
  const Netstring found = read_netstring(std::string_view(buffer_).substr(start_), limit_);
  start_ += found.consumed;
  return found;
}

}  // namespace dovetail::wire
