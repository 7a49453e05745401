// SPDX-License-Identifier: MIT
#include "sasl/protocol/client_reply.hpp"

#include "libcommon/wire/base64.hpp"
#include "libcommon/wire/tab_fields.hpp"

namespace dovetail::sasl::protocol {

namespace {

void append_fields(wire::TabLine& line, const Fields& fields) {
  for (const Field& field : fields) {
    if (field.value) {
      line.pair(field.name, *field.value);
    } else {
      line.flag(field.name);
    }
  }
}

}  // namespace

std::string hello_line(unsigned minor) {
  return std::move(wire::TabLine("VERSION").field(1UL).field(minor)).line();
}

std::string hello_rest(const std::vector<std::string>& mechanisms, long pid, unsigned long connection,
                       std::string_view cookie) {
  std::string text;
  for (const std::string& mechanism : mechanisms) {
    text += "MECH\t" + mechanism + "\n";
  }
  text += std::move(wire::TabLine("SPID").field(static_cast<unsigned long>(pid))).line();
  text += std::move(wire::TabLine("CUID").field(connection)).line();
  text += std::move(wire::TabLine("COOKIE").field(cookie)).line();
  text += "DONE\n";
  return text;
}

std::string challenge_line(std::uint32_t id, std::string_view bytes) {
  return std::move(wire::TabLine("CONT").field(id).field(wire::base64_encode(bytes))).line();
}

std::string granted_line(std::uint32_t id, const Granted& granted, bool with_final_data) {
  wire::TabLine line("OK");
  line.field(id).pair("user", granted.user);
  append_fields(line, granted.fields);
  if (with_final_data && !granted.final_data.empty()) {
    line.pair("resp", wire::base64_encode(granted.final_data));
  }
  return std::move(line).line();
}

std::string denied_line(std::uint32_t id, const Denied& denied) {
  wire::TabLine line("FAIL");
  line.field(id);
  if (denied.user) {
    line.pair("user", *denied.user);
  }
  if (!denied.code.empty()) {
    line.pair("code", denied.code);
  }
  if (!denied.reason.empty()) {
    line.pair("reason", denied.reason);
  }
  append_fields(line, denied.fields);
  return std::move(line).line();
}

}  // namespace dovetail::sasl::protocol
