// SPDX-License-Identifier: MIT
#include "lmtp/message/header.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "lmtp/message/limits.hpp"

namespace dovetail::lmtp::message {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// One physical line: where its text ends and where the next line begins.
struct Line {
  std::size_t text_end;
  std::size_t next;
};

Line line_at(std::string_view bytes, std::size_t begin) {
  const std::size_t lf = bytes.find('\n', begin);
  if (lf == std::string_view::npos) {
    return {bytes.size(), bytes.size()};
  }
  const bool crlf = lf > begin && bytes[lf - 1] == '\r';
  return {crlf ? lf - 1 : lf, lf + 1};
}

// A field whose first line is [begin, line.text_end), or nothing if the line is no field.
bool read_field(std::string_view bytes, std::size_t begin, const Line& line, Field& field) {
  const std::string_view text = bytes.substr(begin, line.text_end - begin);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  std::size_t name_size = colon;
  while (name_size > 0 && is_blank(text[name_size - 1])) {
    --name_size;
  }
  if (!is_field_name(text.substr(0, name_size))) return false;
  field = {begin, name_size, begin + colon + 1, line.text_end, line.next};
  return true;
}

}  // namespace

bool is_field_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > 32 && c < 127 && c != ':'; });
}

HeaderBlock::HeaderBlock(std::string_view bytes) : bytes_(bytes.substr(0, limits::kHeaderBytes)) {
  std::size_t at = 0;
  bool in_field = false;  // a continuation line of a line that is no field is skipped with it
  while (at < bytes_.size()) {
    const Line line = line_at(bytes_, at);
    if (line.text_end == at && line.next > at) {
      fields_end_ = at;
      body_begin_ = line.next;
      return;
    }
    if (is_blank(bytes_[at])) {
      if (in_field) {
        fields_.back().value_end = line.text_end;
        fields_.back().end = line.next;
      }
    } else {
      Field field;
      in_field = fields_.size() < limits::kHeaderFields && read_field(bytes_, at, line, field);
      if (in_field) fields_.push_back(field);
    }
    at = line.next;
  }
  fields_end_ = body_begin_ = at;
}

std::string HeaderBlock::unfolded(const Field& field) const {
  return message::unfolded(raw(field));
}

std::vector<std::string> HeaderBlock::values(std::string_view field_name) const {
  std::vector<std::string> found;
  for (const Field& field : fields_) {
    if (base::equals_ignoring_case(name(field), field_name)) found.push_back(unfolded(field));
  }
  return found;
}

const Field* HeaderBlock::first(std::string_view field_name) const {
  for (const Field& field : fields_) {
    if (base::equals_ignoring_case(name(field), field_name)) return &field;
  }
  return nullptr;
}

std::string unfolded(std::string_view raw_value) {
  raw_value.remove_prefix(std::min(raw_value.find_first_not_of(" \t"), raw_value.size()));
  std::string out;
  out.reserve(raw_value.size());
  for (std::size_t i = 0; i < raw_value.size(); ++i) {
    const char c = raw_value[i];
    const bool line_end = c == '\n' || (c == '\r' && i + 1 < raw_value.size() && raw_value[i + 1] == '\n');
    if (!line_end) {
      out += c;
      continue;
    }
    if (c == '\r') ++i;
    if (i + 1 < raw_value.size() && raw_value[i + 1] == '\t') {  // the blank of a fold reads as one space
      out += ' ';
      ++i;
    }
  }
  out.resize(out.find_last_not_of(" \t") + 1);
  return out;
}

}  // namespace dovetail::lmtp::message
