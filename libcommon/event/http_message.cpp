// SPDX-License-Identifier: MIT
#include "libcommon/event/http_message.hpp"

namespace dovetail::event {

namespace {

std::optional<std::string> first(const std::vector<std::pair<std::string, std::string>>& pairs,
                                 std::string_view name) {
  for (const auto& [key, value] : pairs) {
    if (key == name) {
      return value;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> HttpRequest::parameter(std::string_view name) const {
  return first(parameters, name);
}

std::optional<std::string> HttpRequest::header(std::string_view lower_case_name) const {
  return first(headers, lower_case_name);
}

}  // namespace dovetail::event
