// SPDX-License-Identifier: MIT
#include "libcommon/authclient/login_lines.hpp"

#include <utility>

#include "libcommon/wire/base64.hpp"
#include "libcommon/wire/tab_fields.hpp"

namespace dovetail::authclient {

namespace {

void add_connection(wire::TabLine& line, const LoginRequest& request) {
  const auto text = [&line](std::string_view key, const std::string& value) {
    if (!value.empty()) {
      line.pair(key, value);
    }
  };
  text("session", request.session);
  text("lip", request.local_ip);
  text("rip", request.remote_ip);
  if (request.local_port != 0) {
    line.pair("lport", std::to_string(request.local_port));
  }
  if (request.remote_port != 0) {
    line.pair("rport", std::to_string(request.remote_port));
  }
}

// `user`, and what is left after the fields we know by name.
void take_field(LoginOutcome& outcome, wire::TabField field) {
  std::string value = field.value.value_or("");
  if (field.key == "user") {
    outcome.user = std::move(value);
  } else if (field.key == "code") {
    outcome.code = std::move(value);
  } else if (field.key == "reason") {
    outcome.reason = std::move(value);
  } else if (field.key == "resp") {
    outcome.success_data = wire::base64_decode(value);
  } else if (field.key == "temp") {  // protocol 1.1
    outcome.code = "temp_fail";
  } else if (!field.key.empty()) {
    outcome.fields.emplace_back(std::move(field.key), std::move(value));
  }
}

LoginOutcome outcome_of(const std::vector<std::string>& fields, LoginOutcome::Kind kind) {
  LoginOutcome outcome;
  outcome.kind = kind;
  for (std::size_t index = 2; index < fields.size(); ++index) {
    take_field(outcome, wire::parse_tab_field(fields[index]));
  }
  return outcome;
}

}  // namespace

std::string auth_line(std::uint32_t id, const LoginRequest& request) {
  wire::TabLine line("AUTH");
  line.field(static_cast<unsigned long>(id)).field(request.mechanism).pair("service", request.service);
  if (request.no_login) {
    line.flag("nologin");
  }
  if (request.final_response_ok) {
    line.flag("final-resp-ok");
  }
  if (request.tls) {
    line.pair("secured", "tls");
  } else if (request.secured) {
    line.flag("secured");
  }
  add_connection(line, request);
  if (request.initial_response) {  // last of all; "resp=" is an empty response, as of minor 2
    line.pair("resp", wire::base64_encode(*request.initial_response));
  }
  return std::move(line).line();
}

LoginOutcome ok_outcome(const std::vector<std::string>& fields) {
  LoginOutcome outcome = outcome_of(fields, LoginOutcome::Kind::ok);
  for (const auto& [key, value] : outcome.fields) {
    if (key == "nologin") {  // the password was right, and yet nobody may come in
      outcome.kind = LoginOutcome::Kind::refused;
      outcome.code = "user_disabled";
    }
  }
  return outcome;
}

LoginOutcome fail_outcome(const std::vector<std::string>& fields) {
  LoginOutcome outcome = outcome_of(fields, LoginOutcome::Kind::refused);
  if (outcome.code == "temp_fail") {
    outcome.kind = LoginOutcome::Kind::temporary;
  }
  return outcome;
}

}  // namespace dovetail::authclient
