// SPDX-License-Identifier: MIT
// A client of auth sockets for benchmarks: CONNECTIONS connections with DEPTH logins each in flight, for
// SECONDS.
//   auth_load SOCKET CONNECTIONS DEPTH SECONDS USERS PASSWORD [NAME [spin]]
// Logs in as user0@ex.test … (or NAME0@ex.test …), PLAIN with an initial response. Prints one JSON object.
// `spin`: never sleeps, so that the server is measured and not the time it takes to wake a client up; only where
// nobody else needs the core.
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/wire/base64.hpp"

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::string path;
  std::size_t connections, depth, users;
  double seconds;
  std::string password, name;
  bool spin;
};

// What follows the id in the AUTH line of each user; made beforehand, since it costs as much as a login.
std::vector<std::string> requests_of(const Options& options) {
  std::vector<std::string> made;
  for (std::size_t number = 0; number < options.users; ++number) {
    const std::string user = options.name + std::to_string(number) + "@ex.test";
    made.push_back("\tPLAIN\tservice=imap\tno-penalty\tnologin\tresp=" +
                   dovetail::wire::base64_encode(std::string("\0", 1) + user + std::string("\0", 1) +
                                                 options.password) +
                   "\n");
  }
  return made;
}

struct Totals {
  unsigned long ok = 0, failed = 0;
  std::vector<double> milliseconds;
};

class Client {
 public:
  Client(const Options& options, const std::vector<std::string>& requests, unsigned number)
      : depth_(options.depth), requests_(requests), next_user_(number * 7919) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, options.path.c_str(), sizeof address.sun_path - 1);
    fd_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      std::perror(options.path.c_str());
      std::exit(1);
    }
    output_ = "VERSION\t1\t2\nCPID\t" + std::to_string(::getpid() * 1000 + static_cast<int>(number)) + "\n";
  }
  int fd() const { return fd_; }

  void fill() {
    const auto now = Clock::now();
    while (sent_.size() < depth_) {
      output_.append("AUTH\t").append(std::to_string(++id_)).append(requests_[next_user_++ % requests_.size()]);
      sent_.push_back({id_, now});
    }
    const ssize_t wrote = ::send(fd_, output_.data(), output_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (wrote > 0) {
      output_.erase(0, static_cast<std::size_t>(wrote));
    }
  }

  bool read(Totals& totals) {
    static char block[65536];
    const ssize_t got = ::recv(fd_, block, sizeof block, MSG_DONTWAIT);
    if (got <= 0) {
      return false;
    }
    input_.append(block, static_cast<std::size_t>(got));
    now_ = Clock::now();
    std::size_t from = 0;
    for (std::size_t end = 0; (end = input_.find('\n', from)) != std::string::npos; from = end + 1) {
      take(std::string_view(input_).substr(from, end - from), totals);
    }
    input_.erase(0, from);
    return true;
  }

 private:
  struct Sent {
    unsigned long id;
    Clock::time_point at;
  };

  void take(std::string_view line, Totals& totals) {
    const bool ok = line.starts_with("OK\t");
    if (!ok && !line.starts_with("FAIL\t")) {
      return;
    }
    ++(ok ? totals.ok : totals.failed);
    const auto id = std::strtoul(line.data() + (ok ? 3 : 5), nullptr, 10);
    const auto at = std::find_if(sent_.begin(), sent_.end(), [&](const Sent& one) { return one.id == id; });
    if (at != sent_.end()) {
      totals.milliseconds.push_back(std::chrono::duration<double, std::milli>(now_ - at->at).count());
      sent_.erase(at);
    }
  }

  std::size_t depth_;
  const std::vector<std::string>& requests_;
  int fd_ = -1;
  std::size_t next_user_;
  unsigned long id_ = 0;
  std::string output_, input_;
  std::deque<Sent> sent_;
  Clock::time_point now_;
};

double percentile(std::vector<double>& values, double part) {
  if (values.empty()) {
    return 0;
  }
  const auto at = static_cast<std::size_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

void run(const Options& options) {
  const std::vector<std::string> requests = requests_of(options);
  std::vector<Client> clients;
  clients.reserve(options.connections);
  std::vector<pollfd> polled;
  for (unsigned number = 0; number < options.connections; ++number) {
    clients.emplace_back(options, requests, number);
    polled.push_back({clients.back().fd(), POLLIN, 0});
  }
  Totals totals;
  const auto start = Clock::now();
  const auto end =
      start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.seconds));
  for (Client& client : clients) {
    client.fill();
  }
  while (Clock::now() < end) {
    ::poll(polled.data(), polled.size(), options.spin ? 0 : 100);
    for (std::size_t at = 0; at < clients.size(); ++at) {
      if (polled[at].revents != 0 && clients[at].read(totals)) {
        clients[at].fill();
      }
    }
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  std::printf("{\"rate\": %.1f, \"ok\": %lu, \"failed\": %lu, \"p50_ms\": %.3f, \"p99_ms\": %.3f}\n",
              static_cast<double>(totals.ok + totals.failed) / seconds, totals.ok, totals.failed,
              percentile(totals.milliseconds, 0.5), percentile(totals.milliseconds, 0.99));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) {
    std::fprintf(stderr, "usage: auth_load SOCKET CONNECTIONS DEPTH SECONDS USERS PASSWORD [NAME [spin]]\n");
    return 64;
  }
  run({argv[1], std::strtoul(argv[2], nullptr, 10), std::strtoul(argv[3], nullptr, 10),
       std::strtoul(argv[5], nullptr, 10), std::strtod(argv[4], nullptr), argv[6],
       argc > 7 ? argv[7] : "user", argc > 8});
  return 0;
}
