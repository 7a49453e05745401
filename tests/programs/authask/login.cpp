// SPDX-License-Identifier: MIT
// Logs in at an auth server by LoginSession, for tests with real servers:
//   dovetail-authlogin SOCKET PLAIN|LOGIN USER PASSWORD
// One line: "ok USER", "refused CODE REASON", "temporary", or "broken WHY".
#include <cstdio>
#include <string>
#include <utility>
#include <variant>

#include <sys/socket.h>
#include <unistd.h>

#include "libcommon/authclient/login_session.hpp"
#include "libcommon/event/socket_address.hpp"
#include "libcommon/event/unique_fd.hpp"

using namespace dovetail;
using authclient::LoginOutcome;
using authclient::LoginSession;

namespace {

void print(const LoginOutcome& outcome) {
  switch (outcome.kind) {
    case LoginOutcome::Kind::ok:
      std::printf("ok %s\n", outcome.user.c_str());
      return;
    case LoginOutcome::Kind::temporary:
      std::printf("temporary\n");
      return;
    case LoginOutcome::Kind::refused:
      std::printf("refused %s %s\n", outcome.code.c_str(), outcome.reason.c_str());
      return;
  }
}

// Sends what waits and reads what comes; false when the server closed.
bool exchange(int fd, LoginSession& session) {
  const std::string out = session.take_output();
  char buffer[4096];
  if (!out.empty() && ::send(fd, out.data(), out.size(), MSG_NOSIGNAL) < 0) {
    return false;
  }
  const ssize_t got = ::recv(fd, buffer, sizeof buffer, 0);
  if (got > 0) {
    session.receive({buffer, static_cast<std::size_t>(got)});
  }
  return got > 0 && !session.broken();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    return 64;
  }
  const auto address = event::SocketAddress::unix_path(argv[1]);
  const event::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!address || ::connect(fd.get(), address->native(), address->size()) != 0) {
    std::perror(argv[1]);
    return 1;
  }
  LoginSession session(::getpid());
  authclient::LoginRequest request;
  request.mechanism = argv[2];
  request.service = "smtp";
  request.secured = true;
  const std::string user = argv[3];
  const std::string password = argv[4];
  if (request.mechanism == "PLAIN") {
    request.initial_response = std::string(1, '\0') + user + std::string(1, '\0') + password;
  }
  const auto id = session.begin(request);
  bool named = false;
  while (exchange(fd.get(), session)) {
    while (const auto event = session.next()) {
      if (const auto* done = std::get_if<LoginSession::Done>(&*event)) {
        print(done->outcome);
        return 0;
      }
      session.respond(id, std::exchange(named, true) ? password : user);
    }
  }
  std::printf("broken %s\n", session.broken().value_or("closed").c_str());
  return 1;
}
