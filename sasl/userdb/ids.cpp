// SPDX-License-Identifier: MIT
#include "sasl/userdb/ids.hpp"

#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <map>
#include <vector>

#include "libcommon/base/text.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::size_t kBuffer = 65536;
constexpr std::size_t kMostRemembered = 1000;

std::optional<long> user_number(const std::string& name) {
  std::vector<char> buffer(kBuffer);
  passwd entry{};
  passwd* result = nullptr;
  ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &result);
  return result == nullptr ? std::nullopt : std::optional<long>(entry.pw_uid);
}

std::optional<long> group_number(const std::string& name) {
  std::vector<char> buffer(kBuffer);
  group entry{};
  group* result = nullptr;
  ::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &result);
  return result == nullptr ? std::nullopt : std::optional<long>(entry.gr_gid);
}

std::optional<std::string> replace(Fields& fields, const std::string& field,
                                   std::optional<long> (*ask)(const std::string&)) {
  static std::map<std::pair<std::string, std::string>, long> remembered;  // by field and name
  const std::string value(fields.value(field));
  if (value.empty() || std::all_of(value.begin(), value.end(), base::is_digit)) {
    return std::nullopt;
  }
  const auto known = remembered.find({field, value});
  if (known != remembered.end()) {
    fields.set(field, std::to_string(known->second));
    return std::nullopt;
  }
  const auto number = ask(value);
  if (!number) {
    return field + " has an unknown name: " + base::printable(value, 64);
  }
  if (remembered.size() < kMostRemembered) {
    remembered[{field, value}] = *number;
  }
  fields.set(field, std::to_string(*number));
  return std::nullopt;
}

}  // namespace

std::optional<std::string> make_ids_numeric(Fields& fields) {
  if (auto problem = replace(fields, "uid", user_number)) {
    return problem;
  }
  return replace(fields, "gid", group_number);
}

}  // namespace dovetail::sasl
