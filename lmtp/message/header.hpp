// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::lmtp::message {

// Where one header field stands in the bytes it was read from. Offsets only: nothing is copied or changed, so
// a message can be written back byte for byte.
struct Field {
  std::size_t begin = 0;        // first byte of the name
  std::size_t name_size = 0;    // without white space before the colon (obsolete syntax, RFC 5322 §4.5)
  std::size_t value_begin = 0;  // first byte after the colon
  std::size_t value_end = 0;    // one past the value, folds included, without the last line end
  std::size_t end = 0;          // one past the last line end
};

// The header block of a message or of a MIME part: fields in order, until the empty line or the end of the
// bytes. Lines end in CRLF or LF. Lines that are no field (no colon, or a name with forbidden characters) are
// skipped, continuation lines belong to the field before. Limits: limits.hpp; what lies beyond is not listed.
// The bytes must outlive the block.
class HeaderBlock {
 public:
  explicit HeaderBlock(std::string_view bytes);

  const std::vector<Field>& fields() const { return fields_; }
  std::string_view bytes() const { return bytes_.substr(0, body_begin_); }  // with the empty line
  std::size_t body_begin() const { return body_begin_; }                    // offset of the first body byte
  std::size_t fields_end() const { return fields_end_; }                    // offset of the empty line
  bool has_empty_line() const { return body_begin_ > fields_end_; }

  std::string_view name(const Field& field) const { return bytes_.substr(field.begin, field.name_size); }
  // As written, folds included.
  std::string_view raw(const Field& field) const {
    return bytes_.substr(field.value_begin, field.value_end - field.value_begin);
  }
  // Line ends of folds removed, the blank behind each stays (also where the value begins on the second line);
  // white space before the value and at its end goes.
  std::string unfolded(const Field& field) const;

  // Unfolded values of all fields of that name (ASCII case ignored), top to bottom.
  std::vector<std::string> values(std::string_view field_name) const;
  const Field* first(std::string_view field_name) const;  // nullptr if there is none

 private:
  std::string_view bytes_;
  std::vector<Field> fields_;
  std::size_t fields_end_ = 0;
  std::size_t body_begin_ = 0;
};

// RFC 5322 ftext without ':' — what may stand as a field's name.
bool is_field_name(std::string_view name);

// A raw field value without the line ends of its folds, as HeaderBlock::unfolded().
std::string unfolded(std::string_view raw_value);

}  // namespace dovetail::lmtp::message
