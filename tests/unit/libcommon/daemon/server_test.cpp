// SPDX-License-Identifier: MIT
#include "libcommon/daemon/server.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <stdexcept>
#include <vector>

#include "libcommon/event/listen.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;
using namespace std::chrono_literals;

namespace {

struct Ask {
  base::Ticket ticket;
  std::string text;
};

// Every byte is a command: 'q' asks, 's' sends, 'c' closes, 't' throws, 'p' stops reading until the next
// answer.
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
      default:
        break;
    }
    return next();
  }
  bool readable() const { return !paused_; }
  std::optional<std::chrono::milliseconds> wanted_deadline() const { return patience; }
  void deadline_passed() {
    if (throws_when_late) {
      throw std::runtime_error("late session broke");
    }
    output_ += "late";
    shutting_down_ = true;
    patience = std::nullopt;
  }
  void shut_down() { shutting_down_ = true; }
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
};

using ByteServer = daemon::Server<ByteSession>;

struct World final : ByteServer::Handler {
  test::TemporaryFolder folder;
  event::Loop loop;
  test::CapturedLog log;
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
    test::run_until(loop, [&] {
      seen += test::read_available(fd.get());
      return seen.find(text) != seen.npos;
    });
    return seen;
  }
  bool until(base::UniqueFunction<bool()> done) {
    return test::run_until(loop, [&] { return done(); });
  }
};

}  // namespace

TEST_CASE("what a session sends reaches its peer") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "ss");
  CHECK(world.wait_for(fd, "sentsent") == "sentsent");
  CHECK(world.server->connections() == 1);
}

TEST_CASE("questions go to the handler, answers back to their session") {
  World world;
  const auto first = world.connect();
  const auto second = world.connect();
  test::send_all(first.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  test::send_all(second.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 2; }));
  world.server->resume(world.asked[1].first, world.asked[1].second.ticket, std::string("two"));
  world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string("one"));
  CHECK(world.wait_for(first, "one") == "one");
  CHECK(world.wait_for(second, "two") == "two");
}

TEST_CASE("an answer may come from within the question") {
  World world;
  world.answer_at_once = true;
  const auto fd = world.connect();
  test::send_all(fd.get(), "qqq");
  CHECK(world.wait_for(fd, "nownownow") == "nownownow");
}

TEST_CASE("answers to a connection that has gone are dropped, also when its slot is taken again") {
  World world;
  {
    const auto fd = world.connect();
    test::send_all(fd.get(), "q");
    REQUIRE(world.until([&] { return world.asked.size() == 1; }));
    world.server->close(world.asked[0].first, "kicked");
    REQUIRE(world.until([&] { return world.server->connections() == 0; }));
  }
  CHECK(world.ends == std::vector<std::string>{"kicked"});
  const auto next = world.connect();
  REQUIRE(world.until([&] { return world.server->connections() == 1; }));
  world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string("late"));
  CHECK(world.server->session(world.asked[0].first) == nullptr);
  CHECK(world.server->peer(world.asked[0].first) == nullptr);
  test::send_all(next.get(), "s");
  CHECK(world.wait_for(next, "sent") == "sent");
}

TEST_CASE("a session's close comes after what it sent, with its reason for the log") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "scs");
  REQUIRE(world.until([&] { return world.ends.size() == 1; }));
  CHECK(test::read_available(fd.get()) == "sent");
  CHECK(world.ends == std::vector<std::string>{"wanted"});
}

TEST_CASE("unread bytes do not cost the peer the last reply") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "sc" + std::string(10'000, 'x'));
  REQUIRE(world.until([&] { return world.ends.size() == 1; }));
  char buffer[100];
  CHECK(::recv(fd.get(), buffer, sizeof buffer, 0) == 4);
  CHECK(::recv(fd.get(), buffer, sizeof buffer, 0) == 0);  // an end, not a reset
}

TEST_CASE("the peer's end lets what is in work finish") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "q");
  ::shutdown(fd.get(), SHUT_WR);
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  world.loop.run_once(false);
  CHECK(world.server->connections() == 1);
  world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string("done"));
  CHECK(world.wait_for(fd, "done") == "done");
  REQUIRE(world.until([&] { return world.server->connections() == 0; }));
}

TEST_CASE("a session that has enough to do is not read from") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "qp");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  test::send_all(fd.get(), "s");
  world.loop.run_once(false);
  world.loop.run_once(false);
  CHECK(world.server->session(world.asked[0].first)->received() == 2);
  world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string("go"));
  CHECK(world.wait_for(fd, "gosent") == "gosent");
}

TEST_CASE("a peer that does not read is not read from, and the handler learns when it goes on") {
  World world({.max_connections = 10, .stream = {.high_water = 1000, .low_water = 100}});
  world.answer_at_once = false;
  const auto fd = world.connect();
  test::send_all(fd.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  const auto id = world.asked[0].first;
  world.server->resume(id, world.asked[0].second.ticket, std::string(3'000'000, 'x'));
  CHECK(world.server->congested(id));
  test::send_all(fd.get(), "s");
  world.loop.run_once(false);
  world.loop.run_once(false);
  CHECK(world.server->session(id)->received() == 1);
  const std::string all = world.wait_for(fd, "sent");
  CHECK(all.size() == 3'000'004);
  CHECK(world.drains.size() == 1);
}

TEST_CASE("a peer that never reads is cut, though its session would wait for ever; a slow reader is not") {
  World world({.stream = {.high_water = 1000, .low_water = 100}, .peer_read_time = 300ms});
  const auto fd = world.connect();
  test::send_all(fd.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string(9'000'000, 'x'));
  for (int sip = 0; sip < 4;
       ++sip) {  // each longer than a socket buffer, so that we get something off our hands
    const auto until = std::chrono::steady_clock::now() + 200ms;
    std::size_t drunk = 0;
    while (drunk < 1'000'000) {
      drunk += test::read_available(fd.get()).size();
      world.loop.run_once(false);
    }
    while (std::chrono::steady_clock::now() < until) {
      world.loop.run_once(false);
    }
  }
  CHECK(world.server->connections() == 1);
  REQUIRE(world.until([&] { return world.ends.size() == 1; }));
  CHECK(world.ends[0] == "peer does not read");
}

TEST_CASE("silence past the deadline is told to the session, activity moves it") {
  World world;
  world.patience = 600ms;  // long enough for a busy machine
  const auto begun = std::chrono::steady_clock::now();
  const auto fd = world.connect();
  event::Timer sign(world.loop, [&] { test::send_all(fd.get(), "x"); });
  sign.schedule(50ms);
  CHECK(world.wait_for(fd, "late") == "late");
  CHECK(std::chrono::steady_clock::now() - begun >= 650ms);
  REQUIRE(world.until([&] { return world.server->connections() == 0; }));
}

TEST_CASE("beyond the limit, connections wait in the kernel") {
  World world({.max_connections = 2, .stream = {}});
  auto first = world.connect();
  const auto second = world.connect();
  const auto third = world.connect();
  test::send_all(third.get(), "s");
  REQUIRE(world.until([&] { return world.server->connections() == 2; }));
  world.loop.run_once(false);
  CHECK(test::read_available(third.get()).empty());
  first.reset();
  CHECK(world.wait_for(third, "sent") == "sent");
}

TEST_CASE("client_limit of the configuration is the limit") {
  World world({.max_connections = 2, .stream = {}}, 1);
  auto first = world.connect();
  const auto second = world.connect();
  test::send_all(second.get(), "s");
  REQUIRE(world.until([&] { return world.server->connections() == 1; }));
  world.loop.run_once(false);
  CHECK(test::read_available(second.get()).empty());
  first.reset();
  CHECK(world.wait_for(second, "sent") == "sent");
}

TEST_CASE("a refused connection is closed without a word") {
  World world;
  world.refuse = true;
  const auto fd = world.connect();
  char byte = 0;
  REQUIRE(world.until([&] { return ::recv(fd.get(), &byte, 1, MSG_DONTWAIT) == 0; }));
  CHECK(world.server->connections() == 0);
}

TEST_CASE("an exception in a session costs its connection alone") {
  World world;
  const auto bad = world.connect();
  const auto good = world.connect();
  test::send_all(bad.get(), "t");
  REQUIRE(world.until([&] { return world.ends.size() == 1; }));
  CHECK(world.ends[0].find("session broke") != std::string::npos);
  test::send_all(good.get(), "s");
  CHECK(world.wait_for(good, "sent") == "sent");
}

TEST_CASE("an exception outside of a read costs its connection alone, too") {
  World world;
  const auto fd = world.connect();
  const auto good = world.connect();
  test::send_all(fd.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  SECTION("in an answer") {
    test::send_all(fd.get(), "p");
    world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string("throw"));
  }
  SECTION("in a deadline") {
    world.server->session(world.asked[0].first)->patience = 1ms;
    world.server->session(world.asked[0].first)->throws_when_late = true;
    world.server->touched(world.asked[0].first);
  }
  REQUIRE(world.until([&] { return world.ends.size() == 1; }));
  CHECK(world.log.contains("internal error"));
  test::send_all(good.get(), "s");
  CHECK(world.wait_for(good, "sent") == "sent");
}

TEST_CASE("an exception while opening a session refuses that connection") {
  World world;
  world.throw_in_open = true;
  const auto fd = world.connect();
  char byte = 0;
  REQUIRE(world.until([&] { return ::recv(fd.get(), &byte, 1, MSG_DONTWAIT) == 0; }));
  world.throw_in_open = false;
  const auto good = world.connect();
  test::send_all(good.get(), "s");
  CHECK(world.wait_for(good, "sent") == "sent");
}

TEST_CASE("shutting down reads once more, serves who waits at the door, and comes to rest") {
  World world;
  const auto idle = world.connect();
  const auto busy = world.connect();
  test::send_all(busy.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  const auto newcomer = world.connect();
  test::send_all(newcomer.get(), "s");
  test::send_all(idle.get(), "s");
  world.server->drain().shut_down();
  CHECK(world.wait_for(newcomer, "sent") == "sent");
  CHECK(test::read_available(idle.get()) == "sent");
  CHECK_FALSE(world.server->drain().at_rest());
  world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string("end"));
  CHECK(world.wait_for(busy, "end") == "end");
  REQUIRE(world.until([&] { return world.server->drain().at_rest(); }));
  CHECK(event::somebody_answers(world.folder / "s") == false);
}

TEST_CASE("who has just come is heard once more before the end, who stays silent is not waited for long") {
  World world;
  const auto newcomer = world.connect();
  const auto silent = world.connect();
  REQUIRE(world.until([&] { return world.server->connections() == 2; }));
  world.server->drain().shut_down();
  world.loop.run_once(false);
  CHECK(world.server->connections() == 2);
  test::send_all(newcomer.get(), "s");
  CHECK(world.wait_for(newcomer, "sent") == "sent");
  const auto begun = std::chrono::steady_clock::now();
  REQUIRE(world.until([&] { return world.server->drain().at_rest(); }));
  CHECK(std::chrono::steady_clock::now() - begun < 5s);
}

TEST_CASE("a peer that speaks while we close gets an end, not a reset") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "sc");
  CHECK(world.wait_for(fd, "sent") == "sent");
  test::send_all(fd.get(), "too late");
  world.loop.run_once(false);
  char byte = 0;
  CHECK(::recv(fd.get(), &byte, 1, 0) == 0);
  CHECK(world.server->connections() == 1);
  ::shutdown(fd.get(), SHUT_WR);
  REQUIRE(world.until([&] { return world.server->connections() == 0; }));
}

TEST_CASE("a server may be destroyed with open connections") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  world.server.reset();
  world.loop.run_once(false);
}
