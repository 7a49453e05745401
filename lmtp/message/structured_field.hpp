// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dovetail::lmtp::message {

// The parameters of a structured field (RFC 2045 §5.1): names lower-case, values decoded: quoting removed,
// RFC 2231 continuations joined and converted to UTF-8, encoded words (against the standard, but usual) left
// as they are.
using Parameters = std::vector<std::pair<std::string, std::string>>;

struct ContentType {
  std::string type = "text";      // lower case
  std::string subtype = "plain";  // lower case
  Parameters parameters;

  bool is(std::string_view t, std::string_view s) const { return type == t && subtype == s; }
  const std::string* parameter(std::string_view name) const;
};

// Content-Type's value. Anything unusable gives text/plain without parameters; then `valid` is false.
ContentType parse_content_type(std::string_view value, bool& valid);

// The first token of a structured field and its parameters: Content-Disposition, Content-Transfer-Encoding.
struct StructuredField {
  std::string token;  // lower case
  Parameters parameters;
};
StructuredField parse_structured_field(std::string_view value);

}  // namespace dovetail::lmtp::message
