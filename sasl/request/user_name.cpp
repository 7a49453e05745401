// SPDX-License-Identifier: MIT
#include "sasl/request/user_name.hpp"

#include <fmt/core.h>

#include "libcommon/base/text.hpp"
#include "libcommon/vars/expand.hpp"
#include "sasl/request/limits.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::size_t kLoggedName = 256;

std::size_t index(char c) {
  return static_cast<unsigned char>(c);
}

}  // namespace

std::string_view local_part(std::string_view user) {
  return user.substr(0, user.find('@'));
}

std::string_view domain_part(std::string_view user) {
  const auto at = user.rfind('@');
  return at == std::string_view::npos ? std::string_view() : user.substr(at + 1);
}

NameProcessor::NameProcessor(NameRules rules) : rules_(std::move(rules)) {
  for (std::size_t byte = 0; byte < translation_.size(); ++byte) {
    translation_[byte] = static_cast<char>(byte);
    allowed_[byte] = rules_.allowed.empty();
  }
  for (std::size_t at = 0; at + 1 < rules_.translation.size(); at += 2) {
    translation_[index(rules_.translation[at])] = rules_.translation[at + 1];
  }
  for (const char c : rules_.allowed) {
    allowed_[index(c)] = true;
  }
}

UserName NameProcessor::split(std::string_view name) const {
  const auto at =
      rules_.master_separator.empty() ? std::string_view::npos : name.find(rules_.master_separator[0]);
  if (at == std::string_view::npos) {
    return UserName{std::string(name), std::nullopt};
  }
  return UserName{std::string(name.substr(0, at)), std::string(name.substr(at + 1))};
}

std::optional<NameRefused> NameProcessor::normalise(std::string_view name, std::string& out) const {
  out.assign(name);
  if (!rules_.default_realm.empty() && name.find('@') == std::string_view::npos) {
    out += '@';
    out += rules_.default_realm;
  }
  if (out.size() > kLongestUserName) {
    return NameRefused{"Username too long"};
  }
  for (char& c : out) {
    c = translation_[index(c)];
    // A name with a NUL would be cut short by every C library behind us, whatever the setting allows.
    if (!allowed_[index(c)] || c == '\0') {
      return NameRefused{
          fmt::format("Username character disallowed by auth_username_chars: 0x{:02x} (username: {})",
                      index(c), base::printable(name, kLoggedName))};
    }
  }
  auto formatted_name = formatted(out);
  if (!formatted_name) {
    return NameRefused{"auth_username_format: " + formatted_name.error().detail};
  }
  out = std::move(*formatted_name);
  if (out.empty()) {
    return NameRefused{"Empty username"};
  }
  return std::nullopt;
}

base::Result<std::string> NameProcessor::formatted(const std::string& name) const {
  if (rules_.format == "%u" || rules_.format.empty()) {
    return name;
  }
  if (rules_.format == "%Lu") {  // the default, worth not parsing each time
    return base::lowered(name);
  }
  vars::Table values;
  values.set_user(name);
  return vars::expand(rules_.format, values);
}

}  // namespace dovetail::sasl
