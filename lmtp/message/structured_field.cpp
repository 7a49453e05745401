// SPDX-License-Identifier: MIT
#include "lmtp/message/structured_field.hpp"

#include "libcommon/base/text.hpp"
#include "lmtp/message/limits.hpp"
#include "lmtp/message/parameter_continuation.hpp"
#include "lmtp/message/scanner.hpp"

namespace dovetail::lmtp::message {

namespace {

// *( ";" name "=" value ), skipping what makes no sense up to the next semicolon.
Parameters parse_parameters(Scanner& in) {
  std::vector<RawParameter> raw;
  while (raw.size() < limits::kParameters && in.skip_to(';')) {
    in.skip_cfws();
    const std::string_view name = in.token();
    in.skip_cfws();
    if (name.empty() || !in.take('=')) continue;
    in.skip_cfws();
    std::string value = in.peek() == '"' ? in.quoted_string() : std::string(in.loose_value());
    raw.push_back({base::lowered(name), std::move(value)});
  }
  return join_continuations(raw);
}

}  // namespace

const std::string* ContentType::parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters) {
    if (key == name) return &value;
  }
  return nullptr;
}

ContentType parse_content_type(std::string_view value, bool& valid) {
  Scanner in(value);
  in.skip_cfws();
  ContentType result;
  std::string type = base::lowered(in.token());
  in.skip_cfws();
  valid = !type.empty() && in.take('/');
  if (!valid) return result;
  in.skip_cfws();
  std::string subtype = base::lowered(in.token());
  in.skip_cfws();
  valid = !subtype.empty() && (in.at_end() || in.peek() == ';');
  if (!valid) return result;
  result.type = std::move(type);
  result.subtype = std::move(subtype);
  result.parameters = parse_parameters(in);
  return result;
}

StructuredField parse_structured_field(std::string_view value) {
  Scanner in(value);
  in.skip_cfws();
  StructuredField result;
  result.token = base::lowered(in.token());
  result.parameters = parse_parameters(in);
  return result;
}

}  // namespace dovetail::lmtp::message
