// SPDX-License-Identifier: MIT
#include "policy/greylist/answer.hpp"

#include <array>
#include <ctime>

#include "libcommon/base/text.hpp"

namespace dovetail::policy::greylist {
namespace {

constexpr std::size_t kMaxInserted = 255;  // octets of a domain, RFC 5321 §4.5.3.1.2

// Replaces each %c for which `value_of` has a value; every other "%" stays.
template <class ValueOf>
std::string filled(std::string_view form, ValueOf value_of) {
  std::string result;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '%' && i + 1 < form.size()) {
      if (const auto value = value_of(form[i + 1])) {
        result += *value;
        ++i;
        continue;
      }
    }
    result += form[i];
  }
  return result;
}

std::string date_text(base::WallTime time) {
  const std::time_t seconds = static_cast<std::time_t>(base::unix_seconds(time));
  std::tm local{};
  ::localtime_r(&seconds, &local);
  std::array<char, 64> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %T %Z", &local);
  return {text.data(), size};
}

}  // namespace

std::string refusal(const Settings& settings, const Request& request, std::int64_t seconds_left) {
  const std::string_view recipient = request.get("recipient");
  const std::string_view domain = recipient.substr(recipient.rfind('@') + 1);
  std::string text = settings.action + " ";
  if (request.find("etrn_domain") && (settings.text.empty() || !base::is_digit(settings.text.front()))) {
    text += "4.2.0 ";
  }
  return text + filled(settings.text, [&](char c) -> std::optional<std::string> {
           if (c == 's') return std::to_string(seconds_left);
           if (c == 'r') return base::printable(domain, kMaxInserted);
           return std::nullopt;
         });
}

std::string waited_header(const Settings& settings, std::int64_t seconds_waited, base::WallTime date) {
  return "PREPEND " + filled(settings.header, [&](char c) -> std::optional<std::string> {
           if (c == 't') return std::to_string(seconds_waited);
           if (c == 'v') return DOVETAIL_VERSION;
           if (c == 'h') return settings.hostname;
           if (c == 'd') return date_text(date);
           return std::nullopt;
         });
}

}  // namespace dovetail::policy::greylist
