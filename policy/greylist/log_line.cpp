// SPDX-License-Identifier: MIT
#include "policy/greylist/log_line.hpp"

#include <algorithm>

#include "policy/greylist/ip_address.hpp"
#include "policy/greylist/limits.hpp"

namespace dovetail::policy::greylist {
namespace {

bool has_value(std::string_view value) {
  return !value.empty() && value != "0";
}

}  // namespace

std::string for_log(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  if (std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; })) return std::string(text);
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    if (c >= ' ' && c <= '~') {
      result += c;
    } else {
      const auto octet = static_cast<unsigned char>(c);
      result.append({'%', kDigits[octet >> 4U], kDigits[octet & 15U]});
    }
  }
  return result;
}

std::string decision_line(std::string_view action, std::string_view reason, std::int64_t delay,
                          const Request& request) {
  std::string line;
  line.reserve(160);
  if (const auto queue_id = request.get("queue_id"); has_value(queue_id)) {
    line.append(for_log(queue_id.substr(0, kMaxValue))).append(": ");
  }
  line.append("action=").append(action).append(", reason=").append(reason);
  if (delay != 0) line.append(", delay=").append(std::to_string(delay));
  for (const std::string_view name : {"client_name", "client_address", "sender", "recipient"}) {
    const std::string_view value = request.get(name).substr(0, kMaxValue);
    if (has_value(value)) line.append(", ").append(name).append("=").append(for_log(value));
  }
  return line;
}

std::string whitelisted_line(const Request& request) {
  const auto value = [&](const char* name) { return request.get(name).substr(0, kMaxValue); };
  const auto address = IpAddress::parse(value("client_address"));
  return "whitelisted: " + for_log(value("client_name")) + "[" +
         (address ? address->expanded(true) : for_log(value("client_address"))) + "]";
}

}  // namespace dovetail::policy::greylist
