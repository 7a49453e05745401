// SPDX-License-Identifier: MIT
// Random peers against a server whose answers come from workers: every answer reaches the connection that asked, in
// order, whoever vanishes in between; in the end nothing is left.
#include "libcommon/daemon/server.hpp"

#include <deque>
#include <random>
#include <set>
#include <vector>

#include "libcommon/event/listen.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;

namespace {

struct Ask {
  base::Ticket ticket;
  char letter = 0;
};

// Each byte is a question, answered in order by the same byte.
class LetterSession {
 public:
  using Effect = std::variant<base::Send, base::Close, Ask>;
  void receive(std::string_view bytes) { input_ += bytes; }
  void peer_closed() { ending_ = true; }
  std::optional<Effect> next() {
    if (!input_.empty() && waiting_.size() < 8) {
      const char letter = input_.front();
      input_.erase(0, 1);
      waiting_.push_back({++last_, 0});
      return Effect(Ask{{last_}, letter});
    }
    if (!waiting_.empty() && waiting_.front().second != 0) {
      std::string answer(1, waiting_.front().second);
      waiting_.pop_front();
      return Effect(base::Send{std::move(answer)});
    }
    const bool close = ending_ && waiting_.empty() && input_.empty();
    return close && !std::exchange(closed_, true) ? std::optional<Effect>(base::Close{}) : std::nullopt;
  }
  bool readable() const { return input_.size() < 64; }
  std::optional<std::chrono::milliseconds> wanted_deadline() const { return std::chrono::seconds(30); }
  void deadline_passed() { ending_ = true; }
  void shut_down() { ending_ = true; }
  void resume(base::Ticket ticket, char letter) {
    for (auto& [number, answer] : waiting_) {
      if (number == ticket.number) {
        answer = letter;
      }
    }
  }

 private:
  std::string input_;
  std::deque<std::pair<std::uint64_t, char>> waiting_;
  std::uint64_t last_ = 0;
  bool ending_ = false;
  bool closed_ = false;
};

struct Storm final : daemon::Server<LetterSession>::Handler {
  test::TemporaryFolder folder;
  event::Loop loop;
  test::CapturedLog log;
  base::Lifetime lifetime;
  event::WorkerPool pool{loop, {.name = "storm", .threads = 3, .queue_limit = 50}};
  daemon::Server<LetterSession> server{loop, log, *this, {.max_connections = 12, .stream = {}}};
  std::mt19937 random;
  std::set<daemon::ConnectionId> open_ids;

  explicit Storm(unsigned seed) : random(seed) {
    daemon::Listener listener;
    listener.fd = std::move(*event::listen_unix({folder / "s", 0600, {}, {}}));
    server.add_listener(std::move(listener));
  }
  std::unique_ptr<LetterSession> open(const daemon::PeerInfo&, daemon::ConnectionId id) override {
    CHECK(open_ids.insert(id).second);
    return std::make_unique<LetterSession>();
  }
  void effect(daemon::ConnectionId id, LetterSession::Effect&& effect) override {
    const Ask ask = std::get<Ask>(effect);
    const bool taken = pool.submit(
        lifetime.watch(), [letter = ask.letter] { return letter; },
        [this, id, ask](base::Result<char> letter) { server.resume(id, ask.ticket, *letter); });
    if (!taken) {
      server.resume(id, ask.ticket, ask.letter);
    }
  }
  void closed(daemon::ConnectionId id, LetterSession&, std::string_view) override {
    CHECK(open_ids.erase(id) == 1);
  }
  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random); }
};

struct Client {
  event::UniqueFd fd;
  std::string asked;
  std::string answered;
  void read() { answered += test::read_available(fd.get()); }
};

void act(Storm& storm, std::vector<Client>& clients) {
  const std::size_t what = storm.below(10);
  if (clients.empty() || (what < 2 && clients.size() < 20)) {
    Client client;
    client.fd.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = event::SocketAddress::unix_path(storm.folder / "s");
    REQUIRE(::connect(client.fd.get(), address->native(), address->size()) == 0);
    clients.push_back(std::move(client));
    return;
  }
  Client& client = clients[storm.below(clients.size())];
  if (what == 2) {
    std::swap(client, clients.back());
    clients.pop_back();
  } else if (what < 8) {
    std::string text;
    for (std::size_t count = 1 + storm.below(20); count > 0; --count) {
      text += static_cast<char>('a' + storm.below(26));
    }
    test::send_all(client.fd.get(), text);
    client.asked += text;
  } else {
    client.read();
    CHECK(client.asked.starts_with(client.answered));
  }
}

}  // namespace

TEST_CASE("random peers get their own answers in order, and nothing is left of those that vanish") {
  const unsigned seed = GENERATE(1U, 2U, 3U, 4U, 5U, 6U);
  CAPTURE(seed);
  Storm storm(seed);
  std::vector<Client> clients;
  for (int step = 0; step < 400; ++step) {
    act(storm, clients);
    storm.loop.run_once(false);
  }
  clients.resize(std::min<std::size_t>(clients.size(), 10));
  REQUIRE(test::run_until(storm.loop, [&] {
    bool all = true;
    for (Client& client : clients) {
      client.read();
      all = all && client.answered == client.asked;
    }
    return all;
  }));
  clients.clear();
  REQUIRE(test::run_until(storm.loop, [&] { return storm.server.connections() == 0; }));
  CHECK(storm.open_ids.empty());
  CHECK(storm.log.lines().empty());
}

TEST_CASE("a shutdown in the middle of a storm answers all that was asked and comes to rest") {
  const unsigned seed = GENERATE(11U, 12U, 13U);
  CAPTURE(seed);
  Storm storm(seed);
  std::vector<Client> clients;
  for (int step = 0; step < 150; ++step) {
    act(storm, clients);
    storm.loop.run_once(false);
  }
  storm.server.drain().shut_down();
  REQUIRE(test::run_until(storm.loop, [&] {
    for (Client& client : clients) {
      client.read();
    }
    return storm.server.drain().at_rest();
  }));
  for (Client& client : clients) {
    client.read();
    CHECK(client.answered == client.asked);
  }
}
