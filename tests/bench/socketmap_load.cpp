// SPDX-License-Identifier: MIT
// The benchmark's own ends of socketmap_table(5), as plain as they can be:
//   socketmap_load serve PATH                        answers every request with the same text
//   socketmap_load ask PATH MAP CONNECTIONS KEYS MS  asks user0@…userN@ over so many connections, each waiting for
//                                                     its reply; prints lookups per second
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

sockaddr_un address_of(const char* path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  return address;
}

void watch(int epoll, int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) die("epoll_ctl");
}

// One read is taken as one request: true for clients that wait for their reply.
int serve(const char* path) {
  ::unlink(path);
  ::signal(SIGPIPE, SIG_IGN);
  const int door = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = address_of(path);
  if (::bind(door, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) die("bind");
  if (::listen(door, 100) != 0) die("listen");
  const int epoll = ::epoll_create1(0);
  watch(epoll, door);
  constexpr std::string_view kReply = "13:OK some/value,";
  epoll_event events[64];
  char buffer[65536];
  for (;;) {
    const int ready = ::epoll_wait(epoll, events, 64, -1);
    for (int i = 0; i < ready; ++i) {
      const int fd = events[i].data.fd;
      if (fd == door) {
        watch(epoll, ::accept(door, nullptr, nullptr));
      } else if (::read(fd, buffer, sizeof buffer) <= 0 || ::write(fd, kReply.data(), kReply.size()) < 0) {
        ::close(fd);
      }
    }
  }
}

std::vector<std::string> requests_for(const std::string& map, int keys) {
  std::vector<std::string> requests;
  for (int i = 0; i < keys; ++i) {
    const std::string payload = map + " user" + std::to_string(i) + "@example.test";
    requests.push_back(std::to_string(payload.size()) + ":" + payload + ",");
  }
  return requests;
}

void send_to(int fd, const std::string& request) {
  if (::write(fd, request.data(), request.size()) != static_cast<ssize_t>(request.size())) die("write");
}

int ask(const char* path, const char* map, int connections, int keys, int milliseconds) {
  const auto requests = requests_for(map, keys);
  const int epoll = ::epoll_create1(0);
  const sockaddr_un address = address_of(path);
  std::size_t next = 0;
  for (int i = 0; i < connections; ++i) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) die("connect");
    watch(epoll, fd);
    send_to(fd, requests[next++ % requests.size()]);
  }
  const auto start = Clock::now();
  const auto end = start + std::chrono::milliseconds(milliseconds);
  long answered = 0;
  long failures = 0;
  epoll_event events[64];
  char buffer[65536];
  while (Clock::now() < end) {
    const int ready = ::epoll_wait(epoll, events, 64, 1000);
    for (int i = 0; i < ready; ++i) {
      const int fd = events[i].data.fd;
      const ssize_t got = ::read(fd, buffer, sizeof buffer);
      if (got <= 0) die("read");
      const std::string_view reply(buffer, static_cast<std::size_t>(got));
      if (reply.find(":OK ") > 7 && reply.find(":NOTFOUND ") > 7) ++failures;
      ++answered;
      send_to(fd, requests[next++ % requests.size()]);
    }
  }
  const std::chrono::duration<double> took = Clock::now() - start;
  std::printf("%.0f %ld\n", static_cast<double>(answered) / took.count(), failures);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "serve") return serve(argv[2]);
  if (argc == 7 && std::string_view(argv[1]) == "ask") {
    return ask(argv[2], argv[3], std::atoi(argv[4]), std::atoi(argv[5]), std::atoi(argv[6]));
  }
  std::fprintf(stderr, "usage: socketmap_load serve PATH | ask PATH MAP CONNECTIONS KEYS MS\n");
  return 64;
}
