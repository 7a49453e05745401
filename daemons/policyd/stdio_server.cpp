// SPDX-License-Identifier: MIT
#include "daemons/policyd/stdio_server.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <string_view>

#include <poll.h>
#include <unistd.h>

#include "daemons/policyd/patient_engine.hpp"
#include "daemons/policyd/trouble_log.hpp"
#include "policy/greylist/sqlite_checkpoints.hpp"

namespace dovetail::policyd {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kBeforeFirstStep{1000};  // of silence, before what can wait is begun
constexpr milliseconds kBetweenSteps{20};
constexpr milliseconds kBetweenLooks{60'000};
constexpr int kShareForTheWay = 20;  // of the time limit: a reply sent at its last moment would come too late

bool write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Is there input (or its end) within that time?
bool input_comes(milliseconds time) {
  ::pollfd input{STDIN_FILENO, POLLIN, 0};
  return ::poll(&input, 1, static_cast<int>(time.count())) != 0;
}

class StdioServer {
 public:
  StdioServer(const GreylistSetup& setup, Engine& engine, base::Log& log, const base::Clock& clock,
              const std::string& checkpoint_path)
      : setup_(setup),
        log_(log),
        clock_(clock),
        checkpoints_(checkpoint_path),
        has_file_(!checkpoint_path.empty()),
        engine_(engine) {}

  void serve();
  bool hangs() const { return engine_.hangs(); }

 private:
  void use_silence();
  bool carry_out(policy::Session& session);  // false: the connection is at its end
  std::string decide(policy::Request request);
  std::string fall_back(std::string_view why);

  const GreylistSetup& setup_;
  base::Log& log_;
  const base::Clock& clock_;
  TroubleLog trouble_;
  policy::greylist::SqliteCheckpoints checkpoints_;
  bool has_file_;
  std::atomic<bool> more_{false};  // to tidy
  // Last: its end waits for work that uses the others.
  PatientEngine engine_;
};

std::string StdioServer::fall_back(std::string_view why) {
  if (const auto line = trouble_.report("greylist store: " + std::string(why), 1, clock_.mono())) {
    log_.warning(*line);
  }
  return setup_.decider.fallback;
}

std::string StdioServer::decide(policy::Request request) {
  const auto limit = setup_.decider.time_limit;
  const auto decided = engine_.decide(setup_.rules, std::move(request), clock_.wall(), limit - limit / kShareForTheWay);
  if (!decided) return fall_back("does not answer");
  const policy::Verdict& verdict = decided->verdicts.front();
  if (!verdict.failure.empty()) return fall_back(verdict.failure);
  for (const policy::LogLine& line : verdict.log) {
    log_.write(line.severity, line.text);
  }
  return verdict.action;
}

bool StdioServer::carry_out(policy::Session& session) {
  while (auto effect = session.next()) {
    if (auto* question = std::get_if<policy::Decide>(&*effect)) {
      session.resume(question->ticket, decide(std::move(question->request)));
    } else if (auto* send = std::get_if<base::Send>(&*effect)) {
      if (!write_all(send->bytes)) return false;
    } else {
      const std::string& reason = std::get<base::Close>(*effect).reason;
      if (!reason.empty()) log_.error(reason);
      return false;
    }
  }
  return true;
}

// One step of what can wait, beside this thread: a request that comes now is answered when the step is done. What
// fails is told by the decisions that fail.
void StdioServer::use_silence() {
  engine_.begin([this](Engine& engine) {
    const auto more = engine.tidy(setup_.rules->settings, base::unix_seconds(clock_.wall()));
    more_ = more && *more;
    if (has_file_ && !more_) static_cast<void>(checkpoints_.run());
  });
}

void StdioServer::serve() {
  policy::Session session(setup_.server.session);
  std::array<char, 16 * 1024> buffer{};
  for (;;) {
    for (milliseconds pause = kBeforeFirstStep; !input_comes(pause);) {
      pause = more_ || pause == kBeforeFirstStep ? kBetweenSteps : kBetweenLooks;
      use_silence();
    }
    const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size > 0) {
      session.receive(std::string_view(buffer.data(), static_cast<std::size_t>(size)));
    } else {
      session.peer_closed();
    }
    if (!carry_out(session) || size <= 0) return;
  }
}

}  // namespace

int serve_stdio(const GreylistSetup& setup, Engine& engine, base::Log& log, const base::Clock& clock,
                const std::string& checkpoint_path) {
  StdioServer server(setup, engine, log, clock, checkpoint_path);
  server.serve();
  // Nothing of ours is unsaved then, and a thread that waits for a dead disk only ends with the process.
  if (server.hangs()) ::_exit(0);
  return 0;
}

}  // namespace dovetail::policyd
