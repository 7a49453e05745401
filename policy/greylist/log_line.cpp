// SPDX-License-Identifier: MIT
#include "policy/greylist/log_line.hpp"

#include "policy/greylist/limits.hpp"

namespace dovetail::policy::greylist {
namespace {

bool has_value(std::string_view value) {
  return !value.empty() && value != "0";
}

}  // namespace

std::string decision_line(std::string_view action, std::string_view reason, std::int64_t delay,
                          const Request& request) {
  std::string line;
  line.reserve(160);
  if (const auto queue_id = request.get("queue_id"); has_value(queue_id)) {
    line.append(queue_id.substr(0, kMaxValue)).append(": ");
  }
  line.append("action=").append(action).append(", reason=").append(reason);
  if (delay != 0) line.append(", delay=").append(std::to_string(delay));
  for (const std::string_view name : {"client_name", "client_address", "sender", "recipient"}) {
    const std::string_view value = request.get(name).substr(0, kMaxValue);
    if (has_value(value)) line.append(", ").append(name).append("=").append(value);
  }
  return line;
}

std::string whitelisted_line(const Request& request) {
  return "whitelisted: " + std::string(request.get("client_name").substr(0, kMaxValue)) + "[" +
         std::string(request.get("client_address").substr(0, kMaxValue)) + "]";
}

}  // namespace dovetail::policy::greylist
