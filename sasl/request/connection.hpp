// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sasl/request/address.hpp"
#include "sasl/request/fields.hpp"

namespace dovetail::sasl {

// What the server in front (smtpd, imap-login, lmtp …) says about the connection of its client: the
// information parameters of AUTH, USER, PASS and LIST. Texts are as sent; addresses that do not parse are
// dropped.
struct Connection {
  std::string service;
  std::string local_ip, remote_ip;
  std::string real_local_ip, real_remote_ip;  // the physical peer behind a proxy; else the values above
  std::uint16_t local_port = 0, remote_port = 0;
  std::uint16_t real_local_port = 0, real_remote_port = 0;
  std::string session;
  std::string local_name;
  std::string client_id;
  std::string cert_user;
  Fields forwarded;  // forward_fields= of a trusted proxy, names without `forward_`

  bool secured = false;
  bool tls = false;
  bool valid_client_cert = false;
  bool no_penalty = false;
  bool no_login = false;
  bool final_response_ok = false;
  bool debug = false;

  std::optional<Address> remote_address() const { return parse_address(remote_ip); }
  std::optional<Address> real_remote_address() const { return parse_address(real_remote_ip); }
};

// Takes in one parameter, its value unescaped. Unknown ones are ignored, as the protocol asks for.
void set_parameter(Connection& connection, std::string_view name, std::string_view value);
// Fills in what follows from the rest once all parameters are read (real_* from the plain ones).
void complete(Connection& connection);

}  // namespace dovetail::sasl
