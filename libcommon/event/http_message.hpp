// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dovetail::event {

struct HttpRequest {
  std::string method;                                           // "GET"
  std::string path;                                             // decoded, begins with "/"
  std::vector<std::pair<std::string, std::string>> parameters;  // of the query, then of a form body; decoded
  std::vector<std::pair<std::string, std::string>> headers;     // names in lower case
  std::string body;

  std::optional<std::string> parameter(std::string_view name) const;  // the first of that name
  std::optional<std::string> header(std::string_view lower_case_name) const;
};

struct HttpReply {
  int status = 200;
  std::string body{};
  std::string content_type = "text/plain; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
};

}  // namespace dovetail::event
