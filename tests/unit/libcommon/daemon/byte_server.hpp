// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "libcommon/daemon/server.hpp"
#include "libcommon/event/listen.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

namespace dovetail::test {

struct Ask {
  base::Ticket ticket;
  std::string text;
};

// Every byte is a command: 'q' asks, 's' sends, 'c' closes, 't' throws, 'p' stops reading until the next
// answer; an exchange of several steps is open between 'm' and 'n'.
class ByteSession {
 public:
  using Effect = std::variant<base::Send, base::Close, Ask>;
  void receive(std::string_view bytes) {
    input_ += bytes;
    received_ += bytes.size();
  }
  void peer_closed() { peer_closed_ = true; }
  std::optional<Effect> next() {
    if (!output_.empty()) {
      return Effect(base::Send{std::exchange(output_, {})});
    }
    if (input_.empty()) {
      const bool close = (peer_closed_ || shutting_down_) && open_ == 0;
      return close && !std::exchange(closed_, true) ? std::optional<Effect>(base::Close{}) : std::nullopt;
    }
    const char command = input_.front();
    input_.erase(0, 1);
    switch (command) {
      case 'q':
        ++open_;
        return Effect(Ask{{++last_}, "question"});
      case 's':
        return Effect(base::Send{"sent"});
      case 'c':
        return Effect(base::Close{"wanted"});
      case 't':
        throw std::runtime_error("session broke");
      case 'p':
        paused_ = true;
        break;
      case 'm':
      case 'n':
        midway_ = command == 'm';
        return Effect(base::Send{std::string(1, command)});
      default:
        break;
    }
    return next();
  }
  bool readable() const { return !paused_; }
  bool midway() const { return midway_; }
  std::optional<std::chrono::milliseconds> wanted_deadline() const { return patience; }
  void deadline_passed() {
    if (throws_when_late) {
      throw std::runtime_error("late session broke");
    }
    output_ += "late";
    shutting_down_ = true;
    patience = std::nullopt;
  }
  void shut_down() {
    shutting_down_ = true;
    input_.clear();  // what nobody has looked at stays undone
  }
  void resume(base::Ticket, const std::string& answer) {
    if (answer == "throw") {
      throw std::runtime_error("answer broke");
    }
    --open_;
    paused_ = false;
    output_ += answer;
  }
  std::size_t received() const { return received_; }

  std::optional<std::chrono::milliseconds> patience;
  bool throws_when_late = false;

 private:
  std::string input_;
  std::string output_;
  std::uint64_t last_ = 0;
  int open_ = 0;
  std::size_t received_ = 0;
  bool peer_closed_ = false;
  bool shutting_down_ = false;
  bool paused_ = false;
  bool closed_ = false;
  bool midway_ = false;
};

using ByteServer = daemon::Server<ByteSession>;

// A server of such sessions on a socket of its own, and what it told its handler.
struct World final : ByteServer::Handler {
  TemporaryFolder folder;
  event::Loop loop;
  CapturedLog log;
  std::vector<std::pair<daemon::ConnectionId, Ask>> asked;
  std::vector<std::string> ends;
  std::vector<daemon::ConnectionId> drains;
  std::optional<std::chrono::milliseconds> patience;
  bool refuse = false;
  bool throw_in_open = false;
  bool answer_at_once = false;
  std::optional<ByteServer> server;

  explicit World(daemon::ServerOptions options = {}, std::size_t client_limit = 0) {
    server.emplace(loop, log, *this, options);
    daemon::Listener listener;
    listener.spec.name = "door";
    listener.client_limit = client_limit;
    listener.fd = std::move(*event::listen_unix({folder / "s", 0600, {}, {}}));
    server->add_listener(std::move(listener));
  }
  std::unique_ptr<ByteSession> open(const daemon::PeerInfo& peer, daemon::ConnectionId) override {
    CHECK(peer.listener->name == "door");
    CHECK(peer.peer.credentials->pid == ::getpid());
    auto session = std::make_unique<ByteSession>();
    session->patience = patience;
    if (throw_in_open) {
      throw std::runtime_error("cannot open");
    }
    return refuse ? nullptr : std::move(session);
  }
  void effect(daemon::ConnectionId id, ByteSession::Effect&& effect) override {
    auto& ask = std::get<Ask>(effect);
    if (answer_at_once) {
      server->resume(id, ask.ticket, std::string("now"));
    } else {
      asked.emplace_back(id, ask);
    }
  }
  void drained(daemon::ConnectionId id) override { drains.push_back(id); }
  void closed(daemon::ConnectionId, ByteSession&, std::string_view reason) override {
    ends.emplace_back(reason);
  }

  event::UniqueFd connect() {
    event::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = event::SocketAddress::unix_path(folder / "s");
    REQUIRE(::connect(fd.get(), address->native(), address->size()) == 0);
    return fd;
  }
  std::string wait_for(const event::UniqueFd& fd, const std::string& text) {
    std::string seen;
    run_until(loop, [&] {
      seen += read_available(fd.get());
      return seen.find(text) != seen.npos;
    });
    return seen;
  }
  bool until(base::UniqueFunction<bool()> done) {
    return run_until(loop, [&] { return done(); });
  }
};

}  // namespace dovetail::test
