// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace dovetail::daemon {

// Writes one flat JSON object (RFC 8259), members in the order added; bytes that are not UTF-8 become '?'.
class StatusReport {
 public:
  void add(std::string_view name, std::string_view text);
  void add(std::string_view name, const char* text) { add(name, std::string_view(text)); }
  template <std::integral T>
  void add(std::string_view name, T value) {
    if constexpr (std::same_as<T, bool>) {
      member(name, value ? "true" : "false");
    } else {
      member(name, std::to_string(value));
    }
  }
  void add_object(std::string_view name, const StatusReport& object);
  std::string json() const { return "{" + members_ + "}"; }

  static std::string quoted(std::string_view text);

 private:
  void member(std::string_view name, std::string_view json_value);
  std::string members_;
};

}  // namespace dovetail::daemon
