// SPDX-License-Identifier: MIT
// `dovetail auth lookup`, `dovetail user`, `dovetail auth cache flush`: what the auth server knows.
#include <array>

#include "daemons/dovetail/auth_commands.hpp"
#include "daemons/dovetail/auth_question.hpp"
#include "libcommon/base/text.hpp"
#include "libcommon/wire/tab_fields.hpp"

namespace dovetail::cli {

namespace {

using Fields = std::vector<std::string>;

constexpr std::array kOptions = {
    kConfigOption,
    Option{'a', "socket", "PATH", "Userdb socket (default: auth_socket_path)."},
    Option{'f', "field", "NAME", "Print only this field's value."},
    Option{'x', "info", "NAME=VALUE", "About the connection: service=, rip=, lip= …"},
};
constexpr std::array kFlushOptions = {
    kConfigOption,
    Option{'a', "socket", "PATH", "Master socket."},
};

std::string question(std::string_view command, std::string_view user, const Invocation& invocation) {
  wire::TabLine line(command);
  line.field(1UL);
  if (!user.empty()) {
    line.field(user);
  }
  add_info(line, invocation);
  return std::move(line).line();
}

base::Result<Fields> ask(AuthConnection& connection, const std::string& line) {
  if (auto sent = connection.send(line); !sent) {
    return base::Unexpected(std::move(sent).error());
  }
  return connection.receive();
}

void print_value(const std::string& field, const std::optional<std::string>& only, std::string_view between,
                 std::string_view indent, Console& console) {
  const auto parts = base::split_once(field, '=');
  const std::string name(parts ? parts->first : std::string_view(field));
  const std::string value(parts ? parts->second : std::string_view());
  if (!only) {
    console.out(std::string(indent) + name + std::string(between) + value);
  } else if (*only == name) {
    console.out(value);
  }
}

// One user's answer. `first`: the field at which the values begin.
int print_answer(const std::string& user, const Fields& reply, std::size_t first,
                 const Invocation& invocation, Console& console) {
  if (reply.front() == "NOTFOUND") {
    console.err(user + ": user not found");
    return kNoUser;
  }
  if (reply.front() == "FAIL") {
    console.err(user + ": lookup failed" + (reply.size() > 2 ? " (" + reply[2] + ")" : ""));
    return kTemporary;
  }
  const auto only = invocation.value("field");
  const bool user_command = reply.front() == "USER";
  if (!only) {
    console.out(user_command ? "field\tvalue" : "passdb: " + user);
  }
  for (std::size_t at = first; at < reply.size(); ++at) {
    if (!reply[at].empty()) {
      print_value(reply[at], only, user_command ? "\t" : ": ", user_command ? "" : "  ", console);
    }
  }
  return kSuccess;
}

int look_up(std::string_view command, std::size_t first, const Invocation& invocation, Console& console) {
  int status = kSuccess;
  auto connection =
      connect_to_ask(invocation, &AuthSockets::userdb, AuthConnection::Kind::master, console, status);
  if (!connection) {
    return status;
  }
  for (const std::string& user : invocation.arguments) {
    const auto reply = ask(*connection, question(command, user, invocation));
    if (!reply) {
      console.err(reply.error().detail);
      return kUnavailable;
    }
    const int one = print_answer(user, *reply, first, invocation, console);
    status = status == kSuccess ? one : status;
  }
  return status;
}

int lookup(const Invocation& invocation, Console& console) {
  return look_up("PASS", 2, invocation, console);
}

bool is_mask(const std::string& text) {
  return text.find_first_of("*?") != std::string::npos;
}

int list(const std::string& mask, const Invocation& invocation, Console& console) {
  int status = kSuccess;
  auto connection =
      connect_to_ask(invocation, &AuthSockets::userdb, AuthConnection::Kind::master, console, status);
  if (!connection) {
    return status;
  }
  wire::TabLine line("LIST");
  line.field(1UL).pair("user", mask);
  add_info(line, invocation);
  auto reply = ask(*connection, std::move(line).line());
  while (reply && reply->front() == "LIST" && reply->size() > 2) {
    console.out((*reply)[2]);
    reply = connection->receive();
  }
  if (!reply) {
    console.err(reply.error().detail);
    return kUnavailable;
  }
  const bool complete = reply->front() == "DONE" && (reply->size() < 3 || (*reply)[2] != "fail");
  if (!complete) {
    console.err("the list of users is not complete");
  }
  return complete ? kSuccess : kTemporary;
}

int user(const Invocation& invocation, Console& console) {
  if (is_mask(invocation.arguments[0])) {
    return list(invocation.arguments[0], invocation, console);
  }
  return look_up("USER", 3, invocation, console);
}

int flush(const Invocation& invocation, Console& console) {
  int status = kSuccess;
  auto connection =
      connect_to_ask(invocation, &AuthSockets::master, AuthConnection::Kind::master, console, status);
  if (!connection) {
    return status;
  }
  wire::TabLine line("CACHE-FLUSH");
  line.field(1UL);
  for (const std::string& mask : invocation.arguments) {
    line.field(mask);
  }
  const auto reply = ask(*connection, std::move(line).line());
  if (!reply || reply->front() != "OK" || reply->size() < 3) {
    console.err(reply ? "the auth server did not flush its cache" : reply.error().detail);
    return kUnavailable;
  }
  console.out((*reply)[2] + " cache entries flushed");
  return kSuccess;
}

}  // namespace

const Command kAuthLookup = {"auth",   "lookup", "USER...",
                             1,        1000,     "Show what the password databases know of users.",
                             kOptions, lookup};
const Command kAuthCacheFlush = {"auth",        "cache flush",
                                 "[MASK...]",   0,
                                 1000,          "Forget remembered lookups, all or those of some users.",
                                 kFlushOptions, flush};
const Command kUser = {
    "user",   "",   "USER...|MASK",
    1,        1000, "Show what the user databases know of users, or list those that match a mask.",
    kOptions, user};

}  // namespace dovetail::cli
