// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::json {

inline constexpr std::size_t kMaxTextLength = 4 * 1024 * 1024;  // bytes of a text that is parsed
inline constexpr std::size_t kMaxDepth = 64;                    // nested arrays and objects

// A value read from a text (RFC 8259). Reading something as another type gives nothing, so a reader of
// foreign answers asks, and needs no try. Copies are deep. Const use from several threads is safe.
class Value {
 public:
  static base::Result<Value> parse(
      std::string_view text);  // one value and nothing after it; the error is permanent
  ~Value();
  Value(Value&&) noexcept;
  Value& operator=(Value&&) noexcept;

  bool is_object() const;
  bool is_array() const;
  bool is_null() const;
  std::optional<bool> boolean() const;
  std::optional<std::int64_t> integer() const;  // a whole number that fits
  std::optional<double> number() const;
  std::optional<std::string> text() const;

  std::optional<Value> member(std::string_view name) const;         // of an object
  std::optional<std::string> text_of(std::string_view name) const;  // member's text, if it has one
  std::vector<std::string> names() const;                           // of an object's members
  std::vector<Value> elements() const;                              // of an array
  std::string dump() const;                                         // compact text

 private:
  struct Node;
  explicit Value(std::unique_ptr<Node> node);
  std::unique_ptr<Node> node_;
};

}  // namespace dovetail::json
