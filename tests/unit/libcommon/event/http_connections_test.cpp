// SPDX-License-Identifier: MIT
#include "libcommon/event/http_connections.hpp"

#include <vector>

#include <dirent.h>

#include "tests/unit/libcommon/event/http_fixture.hpp"

using namespace dovetail;
using test::Http;

namespace {

constexpr std::size_t kLimit = 4;

Http limited(int idle_seconds = 30) {
  return Http({.max_header_bytes = 4096,
               .max_body_bytes = 1000,
               .idle_seconds = idle_seconds,
               .max_connections = kLimit});
}

int open_descriptors() {
  int count = 0;
  ::DIR* folder = ::opendir("/proc/self/fd");
  while (::readdir(folder) != nullptr) {
    ++count;
  }
  ::closedir(folder);
  return count;
}

void turn(Http& http, int turns = 8) {
  for (int count = 0; count < turns; ++count) {
    http.loop.run_once(false);
  }
}

bool closed_by_server(const event::UniqueFd& fd) {
  char byte = 0;
  return ::recv(fd.get(), &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
}

}  // namespace

TEST_CASE("thousands of idle connections take no more descriptors than the limit, and nobody's place") {
  Http http = limited();
  std::vector<event::UniqueFd> hoard;
  const int before = open_descriptors();
  for (int count = 0; count < 400; ++count) {
    hoard.push_back(http.connect());
    turn(http, count % 3);  // sometimes several arrive in one turn
  }
  turn(http);
  CHECK(open_descriptors() - before <= 400 + static_cast<int>(kLimit));
  const auto admin = http.ask("GET /status HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(http.reply(admin, "path ").find("path /status") != std::string::npos);
}

TEST_CASE("half a request is no reason to stay") {
  Http http = limited();
  std::vector<event::UniqueFd> hoard;
  const std::string part = GENERATE("G", "GET / HTTP/1.1\r\nHost: x\r\n",
                                    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1234");
  for (std::size_t count = 0; count < 3 * kLimit; ++count) {
    hoard.push_back(http.ask(part));
    turn(http);
  }
  const auto admin = http.ask("GET /status HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(http.reply(admin, "path ").find("path /status") != std::string::npos);
  CHECK(closed_by_server(hoard.front()));
}

TEST_CASE("who asked last stays longest") {
  Http http = limited();
  const auto scraper = http.connect();
  turn(http);
  const auto idle = http.connect();
  turn(http);
  test::send_all(scraper.get(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  http.reply(scraper, "path ");
  const auto third = http.connect();
  const auto fourth = http.connect();
  turn(http);
  CHECK(closed_by_server(idle));
  CHECK_FALSE(closed_by_server(scraper));
}

TEST_CASE("a request that waits for its answer is not cut for a newcomer") {
  Http http = limited();
  http.answer_at_once = false;
  const auto slow = http.ask("POST /import HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
  REQUIRE(test::run_until(http.loop, [&] { return http.kept.has_value(); }));
  std::vector<event::UniqueFd> hoard;
  for (std::size_t count = 0; count < 3 * kLimit; ++count) {
    hoard.push_back(http.connect());
    turn(http);
  }
  (*http.kept)({200, "imported\n", "text/plain", {}});
  CHECK(http.reply(slow, "imported").find("HTTP/1.1 200 ") == 0);
}

TEST_CASE("where every connection waits for an answer, newcomers wait in the kernel and are served later") {
  Http http = limited();
  http.answer_at_once = false;
  std::vector<event::UniqueFd> busy;
  std::vector<event::HttpServer::Responder> answers;
  for (std::size_t count = 0; count < kLimit; ++count) {
    busy.push_back(http.ask("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"));
    REQUIRE(test::run_until(http.loop, [&] { return http.kept.has_value(); }));
    answers.push_back(std::move(*http.kept));
    http.kept.reset();
  }
  http.answer_at_once = true;
  const auto newcomer = http.ask("GET /new HTTP/1.1\r\nHost: x\r\n\r\n");
  turn(http);
  CHECK(test::read_available(newcomer.get()).empty());
  answers.front()({200, "done\n", "text/plain", {}});
  CHECK(http.reply(newcomer, "path ").find("path /new") != std::string::npos);
  CHECK(test::read_available(busy.front().get()).find("done") != std::string::npos);
}

TEST_CASE("a long answer to a slow reader is not cut short for a newcomer") {
  Http http = limited();
  http.answer_at_once = false;
  const auto reader = http.ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  REQUIRE(test::run_until(http.loop, [&] { return http.kept.has_value(); }));
  (*http.kept)({200, std::string(3'000'000, 'x') + "END", "text/plain", {}});
  std::vector<event::UniqueFd> hoard;
  for (std::size_t count = 0; count < 2 * kLimit; ++count) {
    hoard.push_back(http.connect());
    turn(http);
  }
  CHECK(http.reply(reader, "END").size() > 3'000'000);
}

TEST_CASE("a silent connection ends after its time") {
  Http http = limited(1);
  const auto silent = http.connect();
  turn(http);
  CHECK(test::run_until(http.loop, [&] { return closed_by_server(silent); }));
}

TEST_CASE("a server may go while connections are open, half open, or waiting") {
  Http http = limited();
  http.answer_at_once = false;
  const auto waiting = http.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  REQUIRE(test::run_until(http.loop, [&] { return http.kept.has_value(); }));
  const auto idle = http.connect();
  turn(http);
  const auto unseen = http.connect();
  http.server.reset();
  (*http.kept)({200, "too late\n", "text/plain", {}});
  turn(http);
  CHECK(closed_by_server(idle));
}
