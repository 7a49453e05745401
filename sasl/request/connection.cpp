// SPDX-License-Identifier: MIT
#include "sasl/request/connection.hpp"

#include <array>

#include "libcommon/base/text.hpp"
#include "libcommon/wire/tab_fields.hpp"
#include "sasl/request/limits.hpp"

namespace dovetail::sasl {

namespace {

void set_address(std::string& target, std::string_view value) {
  if (parse_address(value)) {
    target = value;
  }
}

void set_port(std::uint16_t& target, std::string_view value) {
  if (const auto port = base::to_number<std::uint16_t>(value)) {
    target = *port;
  }
}

// `forward_fields` is escaped twice: the caller undid the outer layer, this undoes each element's.
void set_forwarded(Fields& target, std::string_view value) {
  const auto elements = wire::split_tab_fields(value);
  if (!elements) {
    return;
  }
  for (const std::string& element : *elements) {
    if (!element.empty() && target.size() < kMostForwardedFields) {
      target.set_line(element);
    }
  }
}

struct AddressParameter {
  std::string_view name;
  std::string Connection::*target;
};
constexpr std::array kAddresses = {AddressParameter{"lip", &Connection::local_ip},
                                   AddressParameter{"rip", &Connection::remote_ip},
                                   AddressParameter{"real_lip", &Connection::real_local_ip},
                                   AddressParameter{"real_rip", &Connection::real_remote_ip}};

struct PortParameter {
  std::string_view name;
  std::uint16_t Connection::*target;
};
constexpr std::array kPorts = {PortParameter{"lport", &Connection::local_port},
                               PortParameter{"rport", &Connection::remote_port},
                               PortParameter{"real_lport", &Connection::real_local_port},
                               PortParameter{"real_rport", &Connection::real_remote_port}};

struct TextParameter {
  std::string_view name;
  std::string Connection::*target;
};
// `protocol` is what Dovecot 2.4 calls `service`.
constexpr std::array kTexts = {TextParameter{"service", &Connection::service},
                               TextParameter{"protocol", &Connection::service},
                               TextParameter{"session", &Connection::session},
                               TextParameter{"local_name", &Connection::local_name},
                               TextParameter{"client_id", &Connection::client_id},
                               TextParameter{"cert_username", &Connection::cert_user}};

struct FlagParameter {
  std::string_view name;
  bool Connection::*target;
};
constexpr std::array kFlags = {FlagParameter{"valid-client-cert", &Connection::valid_client_cert},
                               FlagParameter{"no-penalty", &Connection::no_penalty},
                               FlagParameter{"nologin", &Connection::no_login},
                               FlagParameter{"final-resp-ok", &Connection::final_response_ok},
                               FlagParameter{"debug", &Connection::debug}};

template <class Table, class Set>
bool set_from(const Table& table, std::string_view name, Set set) {
  for (const auto& parameter : table) {
    if (parameter.name == name) {
      set(parameter.target);
      return true;
    }
  }
  return false;
}

}  // namespace

void set_parameter(Connection& connection, std::string_view name, std::string_view value) {
  if (set_from(kAddresses, name, [&](auto target) { set_address(connection.*target, value); }) ||
      set_from(kTexts, name, [&](auto target) { connection.*target = value; }) ||
      set_from(kPorts, name, [&](auto target) { set_port(connection.*target, value); }) ||
      set_from(kFlags, name, [&](auto target) { connection.*target = true; })) {
    return;
  }
  if (name == "secured") {
    connection.secured = true;
    connection.tls = value == "tls";
  } else if (name == "forward_fields") {
    set_forwarded(connection.forwarded, value);
  }
}

void complete(Connection& connection) {
  if (connection.real_local_ip.empty()) {
    connection.real_local_ip = connection.local_ip;
  }
  if (connection.real_remote_ip.empty()) {
    connection.real_remote_ip = connection.remote_ip;
  }
  if (connection.real_local_port == 0) {
    connection.real_local_port = connection.local_port;
  }
  if (connection.real_remote_port == 0) {
    connection.real_remote_port = connection.remote_port;
  }
}

}  // namespace dovetail::sasl
