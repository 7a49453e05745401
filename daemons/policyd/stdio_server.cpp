// SPDX-License-Identifier: MIT
#include "daemons/policyd/stdio_server.hpp"

#include <array>
#include <cerrno>
#include <string_view>

#include <unistd.h>

namespace dovetail::policyd {
namespace {

bool write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string decide(const GreylistSetup& setup, Engine& engine, base::Log& log, const base::Clock& clock,
                   policy::Request request) {
  auto decided = engine.decide(setup.rules, std::span(&request, 1), clock.wall());
  const policy::Verdict& verdict = decided.verdicts.front();
  for (const policy::LogLine& line : verdict.log) {
    log.write(line.severity, line.text);
  }
  if (verdict.failure.empty()) return verdict.action;
  log.warning("greylist store: " + verdict.failure);
  return setup.decider.fallback;
}

// False: the connection is at its end.
bool carry_out(policy::Session& session, const GreylistSetup& setup, Engine& engine, base::Log& log,
               const base::Clock& clock) {
  while (auto effect = session.next()) {
    if (auto* question = std::get_if<policy::Decide>(&*effect)) {
      session.resume(question->ticket, decide(setup, engine, log, clock, std::move(question->request)));
    } else if (auto* send = std::get_if<base::Send>(&*effect)) {
      if (!write_all(send->bytes)) return false;
    } else {
      const std::string& reason = std::get<base::Close>(*effect).reason;
      if (!reason.empty()) log.error(reason);
      return false;
    }
  }
  return true;
}

}  // namespace

int serve_stdio(const GreylistSetup& setup, Engine& engine, base::Log& log, const base::Clock& clock) {
  policy::Session session(setup.server.session);
  std::array<char, 16 * 1024> buffer{};
  for (;;) {
    const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size > 0) {
      session.receive(std::string_view(buffer.data(), static_cast<std::size_t>(size)));
    } else {
      session.peer_closed();
    }
    if (!carry_out(session, setup, engine, log, clock) || size <= 0) return 0;
  }
}

}  // namespace dovetail::policyd
