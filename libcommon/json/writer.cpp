// SPDX-License-Identifier: MIT
#include "libcommon/json/writer.hpp"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <utility>

#include "libcommon/base/text.hpp"

namespace dovetail::json {
namespace {

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
    case '\\':
      out.append(1, '\\').append(1, c);
      return;
    case '\n':
      out.append("\\n");
      return;
    case '\r':
      out.append("\\r");
      return;
    case '\t':
      out.append("\\t");
      return;
    default:
      if (base::is_control(c)) {
        out.append("\\u00").append(base::to_hex(std::string_view(&c, 1)));
      } else {
        out.push_back(c);
      }
  }
}

// Length in bytes of the character `text` begins with, 0 if there is none.
std::size_t character_length(std::string_view text) {
  for (std::size_t length = 1; length <= 4 && length <= text.size(); ++length) {
    if (base::is_utf8(text.substr(0, length))) {
      return length;
    }
  }
  return 0;
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 1) {
      append_escaped(out, text.front());
    } else {
      out.append(length == 0 ? "\xEF\xBF\xBD" : text.substr(0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out.append(1, '"');
}

Writer& Writer::raw(std::string_view text) {
  if (levels_.empty()) {
    assert(out_.empty());  // one value is a text
  } else if (levels_.back().object) {
    assert(named_);
  } else {
    out_.append(std::exchange(levels_.back().empty, false) ? "" : ",");
  }
  named_ = false;
  out_.append(text);
  return *this;
}

void Writer::open(char bracket) {
  raw(std::string_view(&bracket, 1));
  levels_.push_back({bracket == '{', true});
}

void Writer::close(char bracket) {
  assert(!levels_.empty() && levels_.back().object == (bracket == '}') && !named_);
  levels_.pop_back();
  out_.push_back(bracket);
}

Writer& Writer::begin_object() {
  open('{');
  return *this;
}

Writer& Writer::end_object() {
  close('}');
  return *this;
}

Writer& Writer::begin_array() {
  open('[');
  return *this;
}

Writer& Writer::end_array() {
  close(']');
  return *this;
}

Writer& Writer::name(std::string_view member) {
  assert(!levels_.empty() && levels_.back().object && !named_);
  out_.append(std::exchange(levels_.back().empty, false) ? "" : ",").append(quoted(member)).append(":");
  named_ = true;
  return *this;
}

Writer& Writer::value(std::string_view text) {
  return raw(quoted(text));
}

Writer& Writer::value(bool truth) {
  return raw(truth ? "true" : "false");
}

Writer& Writer::value(double number) {
  if (!std::isfinite(number)) {
    return null();
  }
  std::array<char, 32> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by to_chars
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  return raw(std::string_view(buffer.data(), static_cast<std::size_t>(end - buffer.data())));
}

std::string Writer::take() {
  assert(levels_.empty() && !out_.empty());
  return std::exchange(out_, {});
}

}  // namespace dovetail::json
