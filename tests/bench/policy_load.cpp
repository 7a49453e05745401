// SPDX-License-Identifier: MIT
// Load for a policy server, as many smtpd processes make it: every connection sends a request, waits for the reply,
// sends the next one. One thread, one line of JSON at the end.
//   policy_load PATH CONNECTIONS SECONDS new|known FIRST COUNT
// new: every request a triplet never seen before, numbered from FIRST; known: COUNT triplets from FIRST, in turn.
// With SECONDS 0 each of the COUNT triplets is sent once, then it ends.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
  int fd = -1;
  Clock::time_point sent;
  std::string received;
};

std::string request_number(std::uint64_t n) {
  const auto part = [&](unsigned shift) { return std::to_string(n >> shift & 0xff); };
  const std::string address = "10." + part(16) + "." + part(8) + "." + part(0);
  // Letters only: Postgrey makes numbers in a sender equal.
  std::string letters;
  for (std::uint64_t rest = n; rest > 0 || letters.empty(); rest /= 26) {
    letters += static_cast<char>('a' + rest % 26);
  }
  return "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\nclient_address=" + address +
         "\nclient_name=mail.example.net\nclient_port=40312\nreverse_client_name=mail.example.net\n"
         "server_address=192.0.2.1\nserver_port=25\nhelo_name=mail.example.net\nsender=" + letters +
         "@example.net\nrecipient=user@example.org\nrecipient_count=0\nqueue_id=\ninstance=4f21.6743a1b2.c9d3e." +
         std::to_string(n) + "\nsize=4711\netrn_domain=\nstress=\nsasl_method=\nsasl_username=\nsasl_sender=\n"
         "ccert_subject=\nccert_issuer=\nccert_fingerprint=\nccert_pubkey_fingerprint=\nencryption_protocol=TLSv1.3\n"
         "encryption_cipher=TLS_AES_256_GCM_SHA384\nencryption_keysize=256\npolicy_context=\n\n";
}

int connect_to(const char* path) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  if (fd < 0 || ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    std::perror(path);
    std::exit(1);
  }
  return fd;
}

class Load {
 public:
  Load(const char* path, int connections, bool fresh, std::uint64_t first, std::uint64_t count)
      : fresh_(fresh), first_(first), count_(count), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    connections_.resize(static_cast<std::size_t>(connections));
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      connections_[i].fd = connect_to(path);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[i].fd, &event);
    }
  }

  void run(double seconds) {
    start_ = Clock::now();
    end_ = start_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    once_ = seconds <= 0;
    for (Connection& connection : connections_) {
      send_next(connection);
    }
    std::vector<epoll_event> events(connections_.size());
    while (open_ > 0) {
      const int ready = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < ready; ++i) {
        receive(connections_[events[static_cast<std::size_t>(i)].data.u64]);
      }
    }
  }

  void report() {
    const double seconds = std::chrono::duration<double>(last_ - start_).count();
    std::sort(latencies_.begin(), latencies_.end());
    const auto quantile = [&](double q) {
      return latencies_.empty() ? 0.0 : latencies_[static_cast<std::size_t>(q * static_cast<double>(latencies_.size() - 1))];
    };
    std::printf("{\"requests\": %zu, \"seconds\": %.3f, \"rate\": %.1f, \"p50_ms\": %.4f, \"p99_ms\": %.4f, "
                "\"p999_ms\": %.4f, \"max_ms\": %.4f, \"actions\": {",
                latencies_.size(), seconds, static_cast<double>(latencies_.size()) / seconds, quantile(0.5),
                quantile(0.99), quantile(0.999), quantile(1));
    const char* comma = "";
    for (const auto& [action, times] : actions_) {
      std::printf("%s\"%s\": %llu", comma, action.c_str(), static_cast<unsigned long long>(times));
      comma = ", ";
    }
    std::puts("}}");
  }

 private:
  void send_next(Connection& connection) {
    const bool over = once_ ? sent_ >= count_ : Clock::now() >= end_;
    if (over) {
      ::close(connection.fd);
      return;
    }
    const std::string bytes = request_number(first_ + (fresh_ ? sent_ : sent_ % count_));
    ++sent_;
    ++open_;
    connection.sent = Clock::now();
    if (::send(connection.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) {
      std::perror("send");
      std::exit(1);
    }
  }

  void receive(Connection& connection) {
    char buffer[4096];
    const ssize_t size = ::recv(connection.fd, buffer, sizeof buffer, 0);
    if (size <= 0) {
      std::fputs("connection closed by the server\n", stderr);
      std::exit(1);
    }
    connection.received.append(buffer, static_cast<std::size_t>(size));
    if (!connection.received.ends_with("\n\n")) return;
    last_ = Clock::now();
    latencies_.push_back(std::chrono::duration<double, std::milli>(last_ - connection.sent).count());
    const std::string_view reply = connection.received;
    ++actions_[std::string(reply.substr(7, reply.find_first_of(" \n") - 7))];
    connection.received.clear();
    --open_;
    send_next(connection);
  }

  bool fresh_;
  std::uint64_t first_;
  std::uint64_t count_;
  int epoll_;
  std::vector<Connection> connections_;
  std::uint64_t sent_ = 0;
  std::uint64_t open_ = 0;  // requests without a reply
  bool once_ = false;
  Clock::time_point start_, end_, last_;
  std::vector<double> latencies_;
  std::map<std::string, std::uint64_t> actions_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) {
    std::fputs("usage: policy_load PATH CONNECTIONS SECONDS new|known FIRST COUNT\n", stderr);
    return 64;
  }
  Load load(argv[1], std::atoi(argv[2]), std::strcmp(argv[4], "new") == 0, std::strtoull(argv[5], nullptr, 10),
            std::strtoull(argv[6], nullptr, 10));
  load.run(std::atof(argv[3]));
  load.report();
}
