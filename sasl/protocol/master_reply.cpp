// SPDX-License-Identifier: MIT
#include "sasl/protocol/master_reply.hpp"

#include "libcommon/wire/tab_fields.hpp"

namespace dovetail::sasl::protocol {

namespace {

constexpr unsigned long kMinor = 1;  // ours, on master and userdb sockets

std::string with_fields(wire::TabLine line, const Fields& fields) {
  for (const Field& field : fields) {
    if (field.value && !field.value->empty()) {  // Dovecot writes an empty value as a flag here
      line.pair(field.name, *field.value);
    } else {
      line.flag(field.name);
    }
  }
  return std::move(line).line();
}

}  // namespace

std::string master_hello(long server_pid) {
  return std::move(wire::TabLine("VERSION").field(1UL).field(kMinor)).line() +
         std::move(wire::TabLine("SPID").field(static_cast<unsigned long>(server_pid))).line();
}

std::string user_line(std::uint32_t id, const UserFound& found) {
  wire::TabLine line("USER");
  line.field(id).field(found.user);
  return with_fields(std::move(line), found.fields);
}

std::string pass_line(std::uint32_t id, const UserFound& found) {
  wire::TabLine line("PASS");
  line.field(id).pair("user", found.user);
  return with_fields(std::move(line), found.fields);
}

std::string not_found_line(std::uint32_t id) {
  return std::move(wire::TabLine("NOTFOUND").field(id)).line();
}

std::string lookup_failed_line(std::uint32_t id, const std::string& reason) {
  wire::TabLine line("FAIL");
  line.field(id);
  if (!reason.empty()) {
    line.pair("reason", reason);
  }
  return std::move(line).line();
}

std::string list_lines(std::uint32_t id, const UserList& part) {
  std::string text;
  for (const std::string& user : part.users) {
    text += std::move(wire::TabLine("LIST").field(id).field(user)).line();
  }
  if (part.last) {
    text += std::move(wire::TabLine("DONE").field(id).field(part.failed ? "fail" : "")).line();
  }
  return text;
}

std::string flushed_line(std::uint32_t id, std::size_t entries) {
  return std::move(wire::TabLine("OK").field(id).field(entries)).line();
}

}  // namespace dovetail::sasl::protocol
