// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>
#include <string>
#include <vector>

#include "libcommon/event/acceptor.hpp"
#include "libcommon/event/listen.hpp"
#include "libcommon/event/stream.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

namespace dovetail::test {

// A userdb server on the test's own loop. Answers by the user's name: "missing…" is not found, "fail…" fails,
// "silent…" is not answered, everybody else is found.
class AuthServer {
 public:
  explicit AuthServer(event::Loop& loop, std::string path) : loop_(loop), path_(std::move(path)) { open(); }

  void open() {
    acceptor_ = std::make_unique<event::Acceptor>(
        loop_, std::move(*event::listen_unix({path_, 0600, {}, {}})),
        [this](event::UniqueFd fd) { peers_.emplace_back(*this, std::move(fd)); }, [](int) {});
  }
  void drop_connections() { peers_.clear(); }
  void close() {
    acceptor_.reset();
    peers_.clear();
  }

  std::vector<std::string> lines;  // seen
  std::string hello = "VERSION\t1\t1\nSPID\t1\n";
  bool answers = true;

 private:
  struct Peer final : event::Stream::Handler {
    Peer(AuthServer& owner, event::UniqueFd fd) : server(owner), stream(owner.loop_, std::move(fd), *this) {
      stream.write(server.hello);
    }
    void stream_received(std::string_view bytes) override {
      input += bytes;
      for (std::size_t end = 0; (end = input.find('\n')) != input.npos; input.erase(0, end + 1)) {
        server.take(*this, input.substr(0, end));
      }
    }
    void stream_ended() override {}
    void stream_failed(const base::Error&) override {}
    AuthServer& server;
    std::string input;
    event::Stream stream;
  };

  void take(Peer& peer, const std::string& line) {
    lines.push_back(line);
    const auto id_at = line.find('\t') + 1;
    const auto user_at = line.find('\t', id_at) + 1;
    const std::string id = line.substr(id_at, user_at - id_at - 1);
    const std::string user = line.substr(user_at, line.find('\t', user_at) - user_at);
    if (line.starts_with("VERSION") || !answers || user.starts_with("silent")) {
      return;
    }
    if (line.starts_with("LIST")) {
      return peer.stream.write("LIST\t" + id + "\ta\nLIST\t" + id + "\tb\nDONE\t" + id + "\t\n");
    }
    if (user.starts_with("missing")) {
      return peer.stream.write("NOTFOUND\t" + id + "\n");
    }
    if (user.starts_with("fail")) {
      return peer.stream.write("FAIL\t" + id + "\n");
    }
    peer.stream.write((line.starts_with("USER") ? "USER\t" + id + "\t" + user : "PASS\t" + id + "\tuser=" + user) +
                      "\tuid=5000\n");
  }

  event::Loop& loop_;
  std::string path_;
  std::list<Peer> peers_;
  std::unique_ptr<event::Acceptor> acceptor_;
};

}  // namespace dovetail::test
