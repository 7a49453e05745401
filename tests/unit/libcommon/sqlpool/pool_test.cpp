// SPDX-License-Identifier: MIT
#include "libcommon/sqlpool/pool.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "libcommon/event/loop.hpp"
#include "libcommon/sql/failure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"

using namespace dovetail;
using namespace std::chrono_literals;
using sqlpool::Pool;

namespace {

sql::MariadbCluster nowhere() {
  sql::MariadbCluster cluster;
  cluster.hosts = {{"/nonexistent/socket"}};
  return cluster;
}

// Asks for one text with one parameter; answers go to a list as "parameter=answer".
class Question final : public sqlpool::Query {
 public:
  Question(std::string text, std::string parameter, std::vector<std::string>& landed)
      : text_(std::move(text)), parameter_(std::move(parameter)), landed_(landed) {}

  bool wanted() const override { return still_wanted; }
  base::Result<sql::Statement> begin(sql::Database& database) override {
    if (!database.ready_to_start(text_)) {
      return base::Unexpected(base::temporary("not prepared"));
    }
    return prepare(database);
  }
  bool read(sql::Statement& statement) override {
    ++beside_loop;
    return take(statement) || sql::failure_of(failure_) == sql::Failure::busy;
  }
  void run(sql::Connection& connection) override {
    ++on_worker;
    const auto outcome = connection.run([this](sql::Database& database) -> base::Result<void> {
      auto statement = prepare(database);
      if (!statement) {
        return base::Unexpected(std::move(statement).error());
      }
      return take(*statement) ? base::Result<void>() : base::Unexpected(failure_);
    });
    if (!outcome) {
      answer = "error";
    }
  }
  void fail(base::Error) override { answer = "refused"; }
  void landed() override { landed_.push_back(parameter_ + "=" + answer); }

  std::string answer;
  int beside_loop = 0;
  int on_worker = 0;
  bool still_wanted = true;

 private:
  base::Result<sql::Statement> prepare(sql::Database& database) {
    auto statement = database.prepare(text_);
    if (statement) {
      statement->bind(1, parameter_);
    }
    return statement;
  }
  bool take(sql::Statement& statement) {
    const auto row = statement.step();
    answer = row && *row ? std::string(statement.text(0)) : row ? "-" : "error";
    failure_ = row ? base::Error() : row.error();
    return row.has_value();
  }

  std::string text_, parameter_;
  std::vector<std::string>& landed_;
  base::Error failure_;
};

struct World {
  explicit World(sql::MariadbCluster source, std::string query = "SELECT concat('<', ?, '>')")
      : cluster(std::move(source)), text(std::move(query)) {}

  std::shared_ptr<Question> question(const std::string& parameter) {
    return std::make_shared<Question>(text, parameter, landed);
  }
  Pool::Sent send(const std::string& parameter) { return pool.send(last = question(parameter)); }
  // Its answer, at once or later.
  std::string ask(const std::string& parameter) {
    const std::size_t before = landed.size();
    const Pool::Sent sent = send(parameter);
    if (sent == Pool::Sent::later) {
      wait_for(before + 1);
    }
    return sent == Pool::Sent::refused ? "refused" : last->answer;
  }
  void wait_for(std::size_t count) {
    while (landed.size() < count) {
      loop.run_once(true);
    }
  }

  sql::MariadbCluster cluster;
  std::string text;
  std::vector<std::string> landed;
  std::shared_ptr<Question> last;
  base::SystemClock clock;
  event::Loop loop;
  Pool::Limits limits{.connections = 1, .queue = 3};
  std::optional<event::WorkerPool> workers{
      std::in_place, loop, event::WorkerPoolOptions{.name = "sql", .threads = 1, .queue_limit = 1}};
  Pool pool{{loop, clock, *workers}, cluster, limits};
};

// Holds the only worker until it is told to go on.
class Obstacle {
 public:
  explicit Obstacle(World& world) {
    REQUIRE(world.workers->submit(
        lifetime_.watch(), [this] { wait(); }, [](auto) {}));
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return begun_; });
  }
  void remove() {
    const std::lock_guard lock(mutex_);
    removed_ = true;
    changed_.notify_all();
  }

 private:
  void wait() {
    std::unique_lock lock(mutex_);
    begun_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return removed_; });
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  bool begun_ = false;
  bool removed_ = false;
  base::Lifetime lifetime_;
};

std::unique_ptr<test::ScratchDatabase> scratch() {
  const auto engines = test::sql_engines();
  const bool there = std::find(engines.begin(), engines.end(), "mariadb") != engines.end();
  return there ? std::make_unique<test::ScratchDatabase>("mariadb") : nullptr;
}
// The server's, or nothing (said aloud) where there is none.
std::optional<sql::MariadbCluster> server(const std::unique_ptr<test::ScratchDatabase>& scratch) {
  if (!scratch) {
    return std::nullopt;
  }
  auto cluster = std::get<sql::MariadbCluster>(scratch->source());
  cluster.options.asynchronous = true;
  return cluster;
}

}  // namespace

TEST_CASE("Queries of a server that is not there fail one after the other, in order") {
  World world(nowhere());
  for (const char* key : {"a", "b", "c"}) {
    CHECK(world.send(key) == Pool::Sent::later);
  }
  CHECK_FALSE(world.pool.idle());
  world.wait_for(3);
  CHECK(world.landed == std::vector<std::string>{"a=error", "b=error", "c=error"});
  CHECK(world.pool.idle());
  CHECK_FALSE(world.pool.at_rest());  // the line is kept for a while
  world.pool.look_around(1h);
  CHECK_FALSE(world.pool.at_rest());
  world.pool.look_around(0s);
  CHECK(world.pool.at_rest());
}

TEST_CASE("Who finds no connection waits in a bounded queue") {
  World world(nowhere());
  for (const char* key : {"a", "b", "c", "d"}) {
    CHECK(world.send(key) == Pool::Sent::later);
  }
  CHECK(world.send("e") == Pool::Sent::refused);
  world.wait_for(4);
  CHECK(world.landed.back() == "d=error");
  CHECK(world.send("f") == Pool::Sent::later);
  world.wait_for(5);
}

TEST_CASE("A query that nobody waits for any more is not asked") {
  World world(nowhere());
  CHECK(world.send("a") == Pool::Sent::later);
  CHECK(world.send("b") == Pool::Sent::later);
  world.last->still_wanted = false;
  const auto forgotten = world.last;
  CHECK(world.send("c") == Pool::Sent::later);
  world.wait_for(2);
  CHECK(world.landed == std::vector<std::string>{"a=error", "c=error"});
  CHECK(forgotten->on_worker == 0);
}

TEST_CASE("Workers with too much to do refuse a query and keep its connection") {
  World world(nowhere());
  Obstacle obstacle(world);
  base::Lifetime alive;
  REQUIRE(world.workers->submit(
      alive.watch(), [] {}, [](auto) {}));  // fills the queue
  CHECK(world.send("a") == Pool::Sent::refused);
  CHECK(world.send("b") == Pool::Sent::refused);
  obstacle.remove();
  while (world.workers->in_work() > 0) {
    world.loop.run_once(true);
  }
  CHECK(world.ask("c") == "error");
}

TEST_CASE("A refusal strands nobody who waits") {
  World world(nowhere());
  world.limits.connections = 2;
  Obstacle obstacle(world);
  CHECK(world.send("a") == Pool::Sent::later);    // waits for the worker
  CHECK(world.send("b") == Pool::Sent::refused);  // its connection is idle again
  obstacle.remove();
  world.wait_for(1);
  CHECK(world.landed == std::vector<std::string>{"a=error"});
}

TEST_CASE("The first query connects on a worker, the next ones run beside the loop") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster);
    CHECK(world.ask("first") == "<first>");
    CHECK(world.last->on_worker == 1);
    for (int i = 0; i < 100; ++i) {
      const std::string key = "it's \\ " + std::to_string(i);
      CHECK(world.ask(key) == "<" + key + ">");
      CHECK(world.last->on_worker == 0);
      CHECK(world.last->beside_loop == 1);
    }
  }
}

TEST_CASE("More connections serve more queries at once") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster, "SELECT concat(SLEEP(0.3), ?)");
    world.limits.connections = 3;
    world.workers.emplace(world.loop,
                          event::WorkerPoolOptions{.name = "sql", .threads = 3, .queue_limit = 3});
    for (int round = 0; round < 2; ++round) {
      const auto begun = world.clock.mono();
      for (const char* key : {"a", "b", "c"}) {
        CHECK(world.send(key) == Pool::Sent::later);
      }
      world.wait_for(static_cast<std::size_t>(3 * (round + 1)));
      CHECK(world.clock.mono() - begun < 850ms);
    }
    std::sort(world.landed.begin(), world.landed.end());
    CHECK(world.landed.front() == "a=0a");
  }
}

TEST_CASE("A connection that the server closed is replaced without an error") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster, "SELECT CONNECTION_ID() FROM (SELECT ?) AS x");
    const std::string first = world.ask("a");
    REQUIRE(world.ask("b") == first);
    REQUIRE(one->open()->execute("KILL " + first));
    const std::string second = world.ask("c");
    CHECK(second != "error");
    CHECK(second != first);
  }
}

TEST_CASE("A query past its time is an error and the next one works") {
  const auto one = scratch();
  if (auto cluster = server(one)) {
    const bool by_limit = GENERATE(false, true);
    cluster->options.read_timeout = by_limit ? 30s : 1s;
    World world(*cluster, "SELECT concat(SLEEP(?), 'x')");
    world.limits.patience = by_limit ? 700ms : 0ms;
    CHECK(world.ask("0") == "0x");
    CHECK(world.send("5") == Pool::Sent::later);
    const auto begun = world.clock.mono();
    while (world.landed.empty() || world.landed.back() != "5=error") {
      world.pool.look_around(1h);
      world.loop.run_once(false);
    }
    CHECK(world.clock.mono() - begun < 4s);
    CHECK(world.ask("0.0") == "0x");
  }
}
