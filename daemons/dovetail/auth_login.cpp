// SPDX-License-Identifier: MIT
// `dovetail auth test` and `dovetail auth login`: does a password let a user in.
#include <unistd.h>

#include <array>

#include "daemons/dovetail/auth_commands.hpp"
#include "daemons/dovetail/auth_question.hpp"
#include "libcommon/wire/base64.hpp"
#include "libcommon/wire/tab_fields.hpp"

namespace dovetail::cli {

namespace {

using Fields = std::vector<std::string>;

constexpr std::size_t kLongestInput = 4096;
constexpr std::uint32_t kId = 1;

constexpr std::array kTestOptions = {
    kConfigOption,
    Option{'a', "socket", "PATH", "Auth socket (default: the first one of service auth)."},
    Option{'M', "master", "USER", "Log in as a master user; the password is the master's."},
    Option{'x', "info", "NAME=VALUE", "About the connection: service=, rip=, lip=, rport=, session= …"},
};
constexpr std::array kLoginOptions = {
    kConfigOption,
    Option{'a', "socket", "PATH", "Login socket."},
    Option{'m', "master-socket", "PATH", "Master socket, for what the mail process would get."},
    Option{'M', "master", "USER", "Log in as a master user; the password is the master's."},
    Option{'x', "info", "NAME=VALUE", "About the connection: service=, rip=, lip=, rport=, session= …"},
};

std::string password_of(const Invocation& invocation, Console& console) {
  if (invocation.arguments.size() > 1) {
    return invocation.arguments[1];
  }
  const std::string input = console.input(kLongestInput);
  return input.substr(0, input.find_first_of("\r\n"));
}

std::string auth_line(const Invocation& invocation, const std::string& password) {
  const std::string& user = invocation.arguments[0];
  const std::string master = invocation.value("master").value_or("");
  const std::string response =
      (master.empty() ? "" : user) + '\0' + (master.empty() ? user : master) + '\0' + password;
  wire::TabLine line("AUTH");
  line.field(kId).field("PLAIN");
  add_info(line, invocation);
  line.flag("debug").pair("resp", wire::base64_encode(response));
  return std::move(line).line();
}

void print_fields(const Fields& reply, std::size_t from, Console& console) {
  console.out("extra fields:");
  for (std::size_t at = from; at < reply.size(); ++at) {
    if (!reply[at].empty()) {
      console.out("  " + reply[at]);
    }
  }
}

// The answer to the login; its status, 0 if it was let in.
int log_in(AuthConnection& connection, const Invocation& invocation, Console& console) {
  const auto sent = connection.send(auth_line(invocation, password_of(invocation, console)));
  const auto reply = sent ? connection.receive() : base::Result<Fields>(base::Unexpected(sent.error()));
  if (!reply) {
    console.err(reply.error().detail);
    return kUnavailable;
  }
  const bool passed = reply->front() == "OK";
  console.out("passdb: " + invocation.arguments[0] + " auth " + (passed ? "succeeded" : "failed"));
  print_fields(*reply, 2, console);
  if (passed) {
    return kSuccess;
  }
  for (const std::string& field : *reply) {
    if (field == "code=temp_fail") {
      return kTemporary;
    }
  }
  return kNoPermission;
}

int test(const Invocation& invocation, Console& console) {
  int status = kSuccess;
  auto connection =
      connect_to_ask(invocation, &AuthSockets::client, AuthConnection::Kind::client, console, status);
  return connection ? log_in(*connection, invocation, console) : status;
}

int take_over(const AuthConnection& login, const std::string& path, Console& console) {
  auto master = AuthConnection::open(path, AuthConnection::Kind::master);
  const std::string pid = std::to_string(::getpid());
  const auto sent =
      master ? master->send("REQUEST\t1\t" + pid + "\t1\t" + login.cookie() + "\tsession_pid=" + pid + "\n")
             : base::Result<void>(base::Unexpected(master.error()));
  const auto reply = sent ? master->receive() : base::Result<Fields>(base::Unexpected(sent.error()));
  if (!reply) {
    console.err(reply.error().detail);
    return kUnavailable;
  }
  if (reply->front() != "USER" || reply->size() < 3) {
    console.out(reply->front() == "NOTFOUND" ? "userdb: user not found" : "userdb: lookup failed");
    return reply->front() == "NOTFOUND" ? kNoUser : kTemporary;
  }
  console.out("userdb: " + (*reply)[2]);
  for (std::size_t at = 3; at < reply->size(); ++at) {
    console.out("  " + (*reply)[at]);
  }
  return kSuccess;
}

int login(const Invocation& invocation, Console& console) {
  const auto master = socket_to_ask(invocation, "master-socket", &AuthSockets::master, console);
  if (!master) {
    return kNoInput;
  }
  int status = kSuccess;
  auto connection =
      connect_to_ask(invocation, &AuthSockets::login, AuthConnection::Kind::client, console, status);
  if (!connection) {
    return status;
  }
  status = log_in(*connection, invocation, console);
  return status == kSuccess ? take_over(*connection, *master, console) : status;
}

}  // namespace

const Command kAuthTest = {"auth",
                           "test",
                           "USER [PASSWORD]",
                           1,
                           2,
                           "Try a password; without one it is read from standard input.",
                           kTestOptions,
                           test};
const Command kAuthLogin = {"auth",
                            "login",
                            "USER [PASSWORD]",
                            1,
                            2,
                            "Log in as a mail process would: password, then hand-over.",
                            kLoginOptions,
                            login};

}  // namespace dovetail::cli
