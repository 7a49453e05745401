// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::json {

// `text` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
std::string quoted(std::string_view text);

// Writes one JSON text from front to back, members in the order of the calls:
//   Writer w; w.begin_object(); w.member("name", "policyd"); w.member("uptime", 12); w.end_object();
//   w.take();
// Calls that do not fit the grammar are a bug of the caller and assert.
class Writer {
 public:
  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  Writer& name(std::string_view member);  // followed by one value, object or array

  Writer& value(std::string_view text);
  Writer& value(const char* text) { return value(std::string_view(text)); }
  Writer& value(bool truth);
  Writer& value(double number);  // not a number or infinite: null
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) Writer& value(Integer number) { return raw(std::to_string(number)); }
  Writer& null() { return raw("null"); }

  template <class Value>
  Writer& member(std::string_view member_name, const Value& member_value) {
    return name(member_name).value(member_value);
  }
  std::string take();  // the finished text; the writer starts anew

 private:
  Writer& raw(std::string_view text);
  void open(char bracket);
  void close(char bracket);

  struct Level {
    bool object;
    bool empty;
  };
  std::string out_;
  std::vector<Level> levels_;
  bool named_ = false;  // a name was written, its value is due
};

}  // namespace dovetail::json
