// SPDX-License-Identifier: MIT
#include "sasl/passdb/field_rules.hpp"

#include <algorithm>
#include <array>

#include "libcommon/base/text.hpp"
#include "sasl/request/address.hpp"
#include "sasl/request/user_name.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::string_view kUserdbPrefix = "userdb_";

// A TAB list in one value.
void import_list(std::string_view list, Fields& into) {
  for (const std::string_view element : base::split(list, '\t')) {
    if (!element.empty()) {
      into.set_line(element);
    }
  }
}

void rename_part(Subject& subject, std::string_view part, std::string_view value) {
  const std::string local(local_part(subject.user));
  const auto at = subject.user.find('@');
  const std::string domain = at == std::string::npos ? "" : subject.user.substr(at + 1);
  subject.user =
      part == "username"
          ? std::string(value) + (domain.empty() || value.find('@') != value.npos ? "" : "@" + domain)
          : local + (value.empty() ? "" : "@" + std::string(value));
}

void apply_one(const Field& field, Subject& subject) {
  const std::string value = field.value.value_or("");
  if (field.name == "user") {
    if (!value.empty()) {
      subject.user = value;
    }
  } else if (field.name == "username" || field.name == "domain") {
    rename_part(subject, field.name, value);
  } else if (field.name == "userdb_import") {
    import_list(value, subject.userdb_fields);
  } else if (field.name == "passdb_import") {
    import_list(value, subject.passdb_fields);
  } else if (field.name.starts_with(kUserdbPrefix)) {
    subject.userdb_fields.set(std::string_view(field.name).substr(kUserdbPrefix.size()), field.value);
  } else if (field.name != "password" && field.name != "password_noscheme") {
    subject.passdb_fields.set(field.name, field.value);
  }
}

std::optional<std::string> outside(std::string_view networks, const std::string& ip, std::string_view name) {
  if (in_networks(networks, parse_address(ip))) {
    return std::nullopt;
  }
  return std::string(name) +
         " check failed: " + (ip.empty() ? "Remote IP not known" : "IP " + ip + " not in allowed networks");
}

}  // namespace

void apply_passdb_fields(const Fields& fields, Subject& subject) {
  for (const Field& field : fields) {
    apply_one(field, subject);
  }
}

std::optional<std::string> forbidden_by_fields(const Subject& subject) {
  if (const Field* nets = subject.passdb_fields.find("allow_nets")) {
    if (auto refused = outside(nets->value.value_or(""), subject.connection.remote_ip, "allow_nets")) {
      return refused;
    }
  }
  if (const Field* nets = subject.passdb_fields.find("allow_real_nets")) {
    if (auto refused =
            outside(nets->value.value_or(""), subject.connection.real_remote_ip, "allow_real_nets")) {
      return refused;
    }
  }
  if (subject.passdb_fields.has("fail")) {
    return "fail field set";
  }
  return std::nullopt;
}

Fields visible_fields(const Fields& passdb_fields) {
  constexpr std::array<std::string_view, 8> kHidden = {"allow_nets",  "allow_real_nets", "login_user",
                                                       "fail",        "nopassword",      "delay_until",
                                                       "noauthenticate", "username_format"};
  Fields visible;
  for (const Field& field : passdb_fields) {
    const bool hidden = std::find(kHidden.begin(), kHidden.end(), field.name) != kHidden.end();
    if (!hidden) {
      visible.set(field.name, field.value);
    }
  }
  return visible;
}

}  // namespace dovetail::sasl
