// SPDX-License-Identifier: MIT
#include <array>

#include "sasl/request/subject.hpp"
#include "sasl/request/user_name.hpp"

namespace dovetail::sasl {

namespace {

std::string domain_first(std::string_view user) {
  const auto at = user.find('@');
  return at == std::string_view::npos ? std::string() : std::string(local_part(user.substr(at + 1)));
}

std::string domain_last(std::string_view user) {
  return std::string(domain_part(user));
}

// %d is everything after the first "@" that %n ends at.
std::string whole_domain(std::string_view user) {
  const auto at = user.find('@');
  return at == std::string_view::npos ? std::string() : std::string(user.substr(at + 1));
}

// "", "username", "domain" … of one of the names.
std::optional<std::string> part_of(std::string_view user, std::string_view part) {
  if (part == "user") {
    return std::string(user);
  }
  if (part == "username") {
    return std::string(local_part(user));
  }
  if (part == "domain") {
    return whole_domain(user);
  }
  if (part == "domain_first") {
    return domain_first(user);
  }
  if (part == "domain_last") {
    return domain_last(user);
  }
  return std::nullopt;
}

struct TextVariable {
  std::string_view name;
  std::string Connection::*member;
};
constexpr std::array kTexts = {
    TextVariable{"service", &Connection::service},
    TextVariable{"protocol", &Connection::service},
    TextVariable{"lip", &Connection::local_ip},
    TextVariable{"local_ip", &Connection::local_ip},
    TextVariable{"rip", &Connection::remote_ip},
    TextVariable{"remote_ip", &Connection::remote_ip},
    TextVariable{"real_lip", &Connection::real_local_ip},
    TextVariable{"real_local_ip", &Connection::real_local_ip},
    TextVariable{"real_rip", &Connection::real_remote_ip},
    TextVariable{"real_remote_ip", &Connection::real_remote_ip},
    TextVariable{"session", &Connection::session},
    TextVariable{"local_name", &Connection::local_name},
    TextVariable{"client_id", &Connection::client_id},
};

struct PortVariable {
  std::string_view name;
  std::uint16_t Connection::*member;
};
constexpr std::array kPorts = {
    PortVariable{"lport", &Connection::local_port},
    PortVariable{"local_port", &Connection::local_port},
    PortVariable{"rport", &Connection::remote_port},
    PortVariable{"remote_port", &Connection::remote_port},
    PortVariable{"real_lport", &Connection::real_local_port},
    PortVariable{"real_local_port", &Connection::real_local_port},
    PortVariable{"real_rport", &Connection::real_remote_port},
    PortVariable{"real_remote_port", &Connection::real_remote_port},
};

// Nothing where there is no such field: the template then says what stands for it.
std::optional<std::string> field_value(const Fields& fields, std::string_view name) {
  const Field* field = fields.find(name);
  return field == nullptr ? std::nullopt : std::optional(field->value.value_or("yes"));
}

}  // namespace

std::optional<std::string> SubjectValues::name_part(std::string_view name) const {
  if (auto own = part_of(subject_.user, name)) {
    return own;
  }
  struct Prefix {
    std::string_view text;
    const std::string& name;
  };
  const std::string& authenticated =
      subject_.master_user.empty() ? subject_.original_user : subject_.master_user;
  const std::array<Prefix, 4> prefixes = {{{"orig_", subject_.original_user},
                                           {"original_", subject_.original_user},
                                           {"login_", subject_.login_user},
                                           {"auth_", authenticated}}};
  for (const Prefix& prefix : prefixes) {
    if (name.starts_with(prefix.text)) {
      return part_of(prefix.name, name.substr(prefix.text.size()));
    }
  }
  return std::nullopt;
}

std::optional<std::string> SubjectValues::connection_value(std::string_view name) const {
  const Connection& connection = subject_.connection;
  for (const TextVariable& text : kTexts) {
    if (text.name == name) {
      return connection.*text.member;
    }
  }
  for (const PortVariable& port : kPorts) {
    if (port.name == name) {
      return std::to_string(connection.*port.member);
    }
  }
  if (name == "secured") {
    return connection.tls ? "TLS" : connection.secured ? "secured" : "";
  }
  if (name == "cert") {
    return connection.valid_client_cert ? "valid" : "";
  }
  return std::nullopt;
}

std::optional<std::string> SubjectValues::value(std::string_view name) const {
  if (auto part = name_part(name)) {
    return part;
  }
  if (auto fact = connection_value(name)) {
    return fact;
  }
  if (name == "password") {
    return subject_.password;
  }
  if (name == "mech" || name == "mechanism") {
    return subject_.mechanism;
  }
  if (name == "master_user") {
    return subject_.master_user;
  }
  if (name == "home") {
    return std::string(subject_.userdb_fields.value("home"));
  }
  if (name == "pid") {
    return std::to_string(subject_.client_pid);
  }
  if (name == "id" || name == "!") {
    return subject_.database;
  }
  if (name.starts_with("passdb:")) {
    return field_value(subject_.passdb_fields, name.substr(7));
  }
  if (name.starts_with("userdb:")) {
    return field_value(subject_.userdb_fields, name.substr(7));
  }
  if (name.starts_with("forward:")) {
    return field_value(subject_.connection.forwarded, name.substr(8)).value_or("");
  }
  return std::nullopt;
}

}  // namespace dovetail::sasl
