// SPDX-License-Identifier: MIT
// How much of one core a request costs on Server<Session>: a constant answer to every line, asked over several
// connections, each waiting for its answer (as Postfix does). Prints the rate and the server's own CPU time.
//   bench-server [CONNECTIONS [SECONDS [PIPELINED]]]
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libcommon/daemon/server.hpp"
#include "libcommon/event/listen.hpp"
#include "libcommon/wire/line_reader.hpp"

using namespace dovetail;

namespace {

struct Question {
  base::Ticket ticket;
};

class ConstantSession {
 public:
  using Effect = std::variant<base::Send, base::Close, Question>;
  void receive(std::string_view bytes) { reader_.append(bytes); }
  void peer_closed() { ended_ = true; }
  std::optional<Effect> next() {
    if (answered_) {
      answered_ = false;
      return Effect(base::Send{"2:OK,"});
    }
    if (reader_.next()) {
      return Effect(Question{{++last_}});
    }
    if (std::exchange(ended_, false)) {
      return Effect(base::Close{});
    }
    return std::nullopt;
  }
  bool readable() const { return true; }
  std::optional<std::chrono::milliseconds> wanted_deadline() const { return std::chrono::seconds(600); }
  void deadline_passed() { ended_ = true; }
  void shut_down() { ended_ = true; }
  void resume(base::Ticket, bool) { answered_ = true; }

 private:
  wire::LineReader reader_{1000};
  std::uint64_t last_ = 0;
  bool answered_ = false;
  bool ended_ = false;
};

struct Answerer final : daemon::Server<ConstantSession>::Handler {
  daemon::Server<ConstantSession>* server = nullptr;
  std::unique_ptr<ConstantSession> open(const daemon::PeerInfo&, daemon::ConnectionId) override {
    return std::make_unique<ConstantSession>();
  }
  void effect(daemon::ConnectionId id, ConstantSession::Effect&& effect) override {
    server->resume(id, std::get<Question>(effect).ticket, true);
  }
};

[[noreturn]] void serve(const std::string& path) {
  event::Loop loop;
  base::NullLog log;
  Answerer answerer;
  daemon::Server<ConstantSession> server(loop, log, answerer);
  answerer.server = &server;
  daemon::Listener listener;
  listener.fd = std::move(*event::listen_unix({path, 0600, {}, {}}));
  server.add_listener(std::move(listener));
  loop.run();
  std::_Exit(0);
}

int connect_to(const std::string& path) {
  const auto address = event::SocketAddress::unix_path(path);
  for (int attempt = 0; attempt < 500; ++attempt) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, address->native(), address->size()) == 0) {
      return fd;
    }
    ::close(fd);
    ::usleep(10'000);
  }
  std::perror("connect");
  std::exit(1);
}

struct Result {
  long answers = 0;
  double seconds = 0;
};

Result ask(const std::string& path, int connections, double seconds, int pipelined) {
  std::string request;
  for (int i = 0; i < pipelined; ++i) {
    request += "get somebody@example.org\n";
  }
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < connections; ++i) {
    ::epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = connect_to(path);
    ::epoll_ctl(poll, EPOLL_CTL_ADD, event.data.fd, &event);
    [[maybe_unused]] const auto sent = ::write(event.data.fd, request.data(), request.size());
  }
  const std::size_t whole = static_cast<std::size_t>(pipelined) * 5;
  std::vector<std::size_t> got(65536, 0);
  Result result;
  const auto begun = std::chrono::steady_clock::now();
  char buffer[65536];
  while (result.seconds < seconds) {
    ::epoll_event events[64];
    const int ready = ::epoll_wait(poll, events, 64, 1000);
    for (int i = 0; i < ready; ++i) {
      const int fd = events[i].data.fd;
      std::size_t& size = got[static_cast<std::size_t>(fd)];
      size += static_cast<std::size_t>(::read(fd, buffer, sizeof buffer));
      if (size >= whole) {
        size -= whole;
        result.answers += pipelined;
        [[maybe_unused]] const auto sent = ::write(fd, request.data(), request.size());
      }
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  }
  return result;
}

double seconds_of(const ::timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
  const int connections = argc > 1 ? std::atoi(argv[1]) : 16;
  const double seconds = argc > 2 ? std::atof(argv[2]) : 3;
  const int pipelined = argc > 3 ? std::atoi(argv[3]) : 1;
  const std::string path = "/tmp/dovetail-bench-" + std::to_string(::getpid());
  const pid_t child = ::fork();
  if (child == 0) {
    serve(path);
  }
  const Result result = ask(path, connections, seconds, pipelined);
  ::kill(child, SIGKILL);
  ::rusage usage{};
  int status = 0;
  ::wait4(child, &status, 0, &usage);
  ::unlink(path.c_str());
  const double cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  std::printf("%ld answers in %.2f s: %.0f/s; server used %.2f s (user %.2f): %.0f answers per CPU second\n",
              result.answers, result.seconds, static_cast<double>(result.answers) / result.seconds, cpu,
              seconds_of(usage.ru_utime), static_cast<double>(result.answers) / cpu);
  return 0;
}
