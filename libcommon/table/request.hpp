// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace dovetail::table {

// What a protocol's reader made of the next bytes. Views hold until it is fed or asked again.
struct Request {
  enum class Kind {
    none,     // more bytes are needed
    lookup,   // `map` is asked for `key`
    refused,  // no lookup, but understood: `words` are the reply's
    fault,    // the stream cannot be read on: `words` say why
  };
  Kind kind = Kind::none;
  std::string_view map;
  std::string_view key;
  std::string_view words;

  static Request lookup(std::string_view map, std::string_view key) { return {Kind::lookup, map, key, {}}; }
  static Request refused(std::string_view words) { return {Kind::refused, {}, {}, words}; }
  static Request fault(std::string_view words) { return {Kind::fault, {}, {}, words}; }
};

}  // namespace dovetail::table
