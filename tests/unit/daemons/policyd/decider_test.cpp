// SPDX-License-Identifier: MIT
#include "daemons/policyd/decider.hpp"

#include <atomic>
#include <thread>

#include "tests/support/captured_log.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_greylist_store.hpp"
#include "tests/unit/policy/greylist/requests.hpp"

using namespace dovetail;
using policyd::Decider;

namespace {

// The fake store, with a gate that a test may close.
class GatedStore final : public policy::greylist::Store {
 public:
  explicit GatedStore(std::atomic<bool>& closed) : closed_(closed) {}
  using Clients = policy::greylist::Store::Clients;
  using Triplets = policy::greylist::Store::Triplets;
  bool recall(policy::greylist::ClientEntry& entry) override { return inner.recall(entry); }
  bool recall(policy::greylist::TripletEntry& entry) override { return inner.recall(entry); }
  base::Result<void> read_clients(std::span<policy::greylist::ClientEntry> entries) override {
    while (closed_) {
      std::this_thread::yield();
    }
    return inner.read_clients(entries);
  }
  base::Result<void> read_triplets(std::span<policy::greylist::TripletEntry> entries) override {
    return inner.read_triplets(entries);
  }
  base::Result<void> commit(std::span<const policy::greylist::ClientEntry> clients,
                            std::span<const policy::greylist::TripletEntry> triplets) override {
    return inner.commit(clients, triplets);
  }
  base::Result<bool> tidy(const policy::greylist::Settings&, std::int64_t) override { return false; }
  base::Result<Triplets> triplets_from(const std::string&, std::size_t) override { return Triplets{}; }
  base::Result<Clients> clients_from(const std::string&, std::size_t) override { return Clients{}; }
  base::Result<void> forget(std::span<const std::string>, std::span<const std::string>) override {
    return {};
  }
  test::FakeGreylistStore inner;

 private:
  std::atomic<bool>& closed_;
};

struct Fixture {
  std::atomic<bool> closed{false};
  GatedStore* store = nullptr;
  event::Loop loop;
  test::CapturedLog log;
  base::SystemClock clock;
  metrics::Registry registry;
  policyd::Figures figures{registry};
  policyd::Engine engine{[this] {
    auto made = std::make_unique<GatedStore>(closed);
    store = made.get();
    return made;
  }()};
  event::WorkerPool pool{loop, {.name = "disk", .queue_limit = 8}};
  std::vector<std::string> replies;
  base::UniqueFunction<void()> on_reply;
  Decider decider{
      loop,
      log,
      clock,
      pool,
      engine,
      figures,
      [this](daemon::ConnectionId, base::Ticket, std::string_view action) {
        replies.emplace_back(action);
        if (on_reply) on_reply();
      }};

  explicit Fixture(std::chrono::milliseconds limit = std::chrono::seconds(20)) {
    decider.configure(test::rulebook(), {.time_limit = limit, .fallback = "DUNNO", .max_waiting = 4});
  }
  ~Fixture() {
    closed = false;
    pool.drain();
  }
  void ask(const std::string& sender) { decider.ask({}, {1}, test::mail_from("1.2.3.4", sender, "r@b")); }
  void until_replies(std::size_t count) {
    while (replies.size() < count) {
      loop.run_once(true);
    }
  }
};

}  // namespace

TEST_CASE("what waits in one turn is one transaction, answered after the commit") {
  Fixture f;
  f.ask("a@a");
  f.ask("b@a");
  f.ask("c@a");
  CHECK(f.replies.empty());
  f.until_replies(3);
  CHECK(f.store->inner.commits == 1);
  CHECK(f.replies[0].starts_with("DEFER_IF_PERMIT"));
  CHECK(f.log.contains("action=greylist, reason=new"));
  CHECK(f.figures.by_reason().at("new") == 3);
  CHECK(f.decider.idle());
}

TEST_CASE("while one batch is decided the next one gathers") {
  Fixture f;
  f.closed = true;
  f.ask("a@a");
  f.loop.run_once(false);
  f.ask("b@a");
  f.ask("c@a");
  f.loop.run_once(false);
  CHECK(f.replies.empty());
  f.closed = false;
  f.until_replies(3);
  CHECK(f.store->inner.commits == 2);
}

TEST_CASE("a store that hangs delays no mail beyond the time limit") {
  Fixture f(std::chrono::milliseconds(30));
  f.closed = true;
  f.ask("a@a");
  f.until_replies(1);
  CHECK(f.replies[0] == "DUNNO");
  CHECK(f.log.contains("does not answer"));
  f.ask("b@a");  // nobody else waits for it
  CHECK(f.replies.size() == 2);
  f.closed = false;
  while (!f.decider.idle()) {
    f.loop.run_once(true);
  }
  CHECK(f.replies.size() == 2);  // the late decision is not sent again
  CHECK_FALSE(f.log.contains("action="));  // nor told as if it had been
  CHECK(f.figures.by_reason().empty());
  CHECK(f.figures.fallbacks.value() == 2);
  f.ask("c@a");
  f.until_replies(3);
  CHECK(f.replies[2].starts_with("DEFER_IF_PERMIT"));
}

TEST_CASE("the fallback leaves before the time limit, not after it") {
  using namespace std::chrono_literals;
  Fixture f(2000ms);
  f.closed = true;
  const auto asked = f.loop.turn_time();
  f.ask("a@a");
  f.until_replies(1);
  CHECK(f.loop.turn_time() - asked < 2000ms);
  CHECK(f.loop.turn_time() - asked > 1500ms);
}

TEST_CASE("a store that is gone lets mail pass and is told once") {
  Fixture f;
  f.store->inner.gone = true;
  f.ask("a@a");
  f.ask("b@a");
  f.until_replies(2);
  CHECK(f.replies[0] == "DUNNO");
  CHECK(f.figures.fallbacks.value() == 2);
  CHECK(f.log.contains("greylist store: no store (requests answered without it: 2)"));
  CHECK(f.log.lines().size() == 1);
}

TEST_CASE("too many waiting requests are answered at once") {
  Fixture f;
  f.closed = true;
  f.ask("first@a");
  f.loop.run_once(false);
  for (int i = 0; i < 6; ++i) {
    f.ask("s" + std::to_string(i) + "x@a");
  }
  CHECK(f.replies.size() == 2);
  f.closed = false;
  f.until_replies(7);
}

TEST_CASE("what the engine knows by heart is answered at once, but never before what came earlier") {
  Fixture f;
  f.store->inner.recalls = true;
  f.ask("a@a");
  f.until_replies(1);
  f.ask("a@a");
  CHECK(f.replies.size() == 2);
  f.ask("new@a");
  f.ask("a@a");
  CHECK(f.replies.size() == 2);
  f.until_replies(4);
  CHECK(f.store->inner.commits == 2);
  CHECK(f.log.lines().at(2).second.find("sender=new@a") != std::string::npos);
  CHECK(f.log.lines().at(3).second.find("sender=a@a") != std::string::npos);
}

TEST_CASE("what came while a batch was decided needs no second batch if it is known by heart") {
  Fixture f;
  f.store->inner.recalls = true;
  f.ask("a@a");
  f.until_replies(1);
  f.closed = true;
  f.ask("b@a");
  f.loop.run_once(false);
  f.ask("a@a");
  f.ask("c@a");
  f.ask("a@a");
  f.closed = false;
  f.until_replies(5);
  CHECK(f.store->inner.commits == 3);
  CHECK(f.store->inner.largest_commit == 1);
}

TEST_CASE("the lines of a batch are written together, and before its replies") {
  Fixture f;
  f.ask("a@a");
  f.ask("b@a");
  std::size_t lines_before = 0;
  f.on_reply = [&] {
    if (f.replies.size() == 1) lines_before = f.log.lines().size();
  };
  f.until_replies(2);
  CHECK(lines_before == 2);
}

TEST_CASE("what the engine knows by heart is answered in the same turn, and logged in order") {
  Fixture f;
  f.store->inner.recalls = true;
  f.ask("a@a");
  f.until_replies(1);
  CHECK(f.store->inner.commits == 1);
  f.ask("a@a");
  f.ask("a@a");
  f.loop.run_once(false);
  CHECK(f.replies.size() == 3);
  CHECK(f.store->inner.commits == 1);
  CHECK(f.decider.idle());
  CHECK(f.figures.by_reason().at("new") == 3);
  CHECK(f.log.lines().size() == 3);
}
