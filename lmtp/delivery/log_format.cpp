// SPDX-License-Identifier: MIT
#include "lmtp/delivery/log_format.hpp"

#include <optional>

namespace dovetail::lmtp::delivery {

namespace {

std::optional<std::string> letter_value(char letter, const LogFacts& facts, std::string_view text) {
  switch (letter) {
    case '$':
      return std::string(text);
    case 'm':
      return facts.message.message_id;
    case 's':
      return facts.message.subject;
    case 'f':
      return facts.message.from;
    case 'e':
      return facts.envelope_from;
    case 'p':
      return std::to_string(facts.size);
    case 'w':
      return std::to_string(facts.virtual_size);
    case '%':
      return "%";
    default:
      return std::nullopt;
  }
}

std::optional<std::string> named_value(std::string_view name, const LogFacts& facts, std::string_view text) {
  if (name == "message") return std::string(text);
  if (name == "msgid") return facts.message.message_id;
  if (name == "subject") return facts.message.subject;
  if (name == "from") return facts.message.from;
  if (name == "from_envelope") return facts.envelope_from;
  if (name == "to_envelope") return facts.envelope_to;
  if (name == "size") return std::to_string(facts.size);
  if (name == "vsize") return std::to_string(facts.virtual_size);
  if (name == "delivery_time") return std::to_string(facts.delivery_ms);
  if (name == "session_time") return std::to_string(facts.session_ms);
  if (name == "storage_id") return facts.storage_id;
  return std::nullopt;
}

}  // namespace

std::string formatted(std::string_view format, const LogFacts& facts, std::string_view text) {
  std::string line;
  while (!format.empty()) {
    const std::size_t percent = format.find('%');
    line += format.substr(0, percent);
    if (percent == std::string_view::npos) {
      break;
    }
    format.remove_prefix(percent);
    std::size_t used = std::min<std::size_t>(2, format.size());
    std::optional<std::string> value;
    if (format.starts_with("%{") && format.find('}') != std::string_view::npos) {
      used = format.find('}') + 1;
      value = named_value(format.substr(2, used - 3), facts, text);
    } else if (used == 2) {
      value = letter_value(format[1], facts, text);
    }
    line += value ? *value : std::string(format.substr(0, used));
    format.remove_prefix(used);
  }
  return line;
}

}  // namespace dovetail::lmtp::delivery
