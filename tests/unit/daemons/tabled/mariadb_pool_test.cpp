// SPDX-License-Identifier: MIT
#include "daemons/tabled/mariadb_pool.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "libcommon/event/loop.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"

using namespace dovetail;
using namespace dovetail::tabled;
using namespace std::chrono_literals;
using table::maps::Map;
using table::maps::MariadbTable;

namespace {

sql::MariadbCluster nowhere() {
  sql::MariadbCluster cluster;
  cluster.hosts = {{"/nonexistent/socket"}};
  return cluster;
}

// A map of one table that asks `query` of the cluster.
std::shared_ptr<const Map> map_of(const sql::MariadbCluster& cluster, const std::string& query) {
  auto made = std::make_shared<Map>();
  table::QueryTable::Settings settings;
  settings.query = query;
  auto questions = table::QueryTable::make(settings, {}, sql::Dialect::mariadb);
  REQUIRE(questions);
  table::maps::Table& one = made->tables.emplace_back();
  one.source = std::make_unique<MariadbTable>(MariadbTable{*std::move(questions), {cluster, 60s}, "key"});
  return made;
}

std::string text_of(const table::Answer& answer) {
  return !answer ? "error" : *answer ? **answer : "-";
}

struct World final : MariadbPool::Landing {
  explicit World(sql::MariadbCluster source, std::string query = "SELECT concat('<', '%s', '>')")
      : cluster(std::move(source)), map(map_of(cluster, query)) {}

  void query_landed(const table::maps::Table& asked, std::string_view key, table::Answer answer) override {
    CHECK(&asked == &map->tables.front());
    landed.push_back(std::string(key) + "=" + text_of(answer));
  }
  // "later", "refused", or the answer.
  std::string send(const std::string& key) {
    const auto sent = pool.send({map, &map->tables.front(), key});
    return !sent.accepted ? "refused" : sent.answer ? text_of(*sent.answer) : "later";
  }
  // Its answer, at once or later.
  std::string ask(const std::string& key) {
    const std::string now = send(key);
    if (now != "later") return now;
    const std::size_t before = landed.size();
    wait_for(before + 1);
    return landed.back().substr(key.size() + 1);
  }
  void wait_for(std::size_t count) {
    while (landed.size() < count)
      loop.run_once(true);
  }

  sql::MariadbCluster cluster;
  std::shared_ptr<const Map> map;
  std::vector<std::string> landed;
  base::SystemClock clock;
  event::Loop loop;
  MariadbPool::Limits limits{.connections = 1, .queue = 3};
  std::optional<event::WorkerPool> workers{
      std::in_place, loop, event::WorkerPoolOptions{.name = "sql", .threads = 1, .queue_limit = 1}};
  MariadbPool pool{{loop, clock, *workers, *this}, cluster, limits};
};

// Holds the only worker until it is told to go on.
class Obstacle {
 public:
  explicit Obstacle(World& world) {
    const bool taken = world.workers->submit(
        lifetime_.watch(), [this] { wait(); }, [](auto) {});
    REQUIRE(taken);
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

// The server's, or nothing (said aloud) where there is none.
std::optional<sql::MariadbCluster> server(const std::unique_ptr<test::ScratchDatabase>& scratch) {
  if (!scratch) return std::nullopt;
  auto cluster = std::get<sql::MariadbCluster>(scratch->source());
  return cluster;
}
std::unique_ptr<test::ScratchDatabase> scratch() {
  const auto engines = test::sql_engines();
  const bool there = std::find(engines.begin(), engines.end(), "mariadb") != engines.end();
  return there ? std::make_unique<test::ScratchDatabase>("mariadb") : nullptr;
}

}  // namespace

TEST_CASE("queries of a server that is not there fail one after the other, in order") {
  World world(nowhere());
  CHECK(world.send("a") == "later");
  CHECK(world.send("b") == "later");
  CHECK(world.send("c") == "later");
  world.wait_for(3);
  CHECK(world.landed == std::vector<std::string>{"a=error", "b=error", "c=error"});
  CHECK_FALSE(world.pool.at_rest());  // the line is kept for a while
  world.pool.look_around(1h);
  CHECK_FALSE(world.pool.at_rest());
  world.pool.look_around(0s);
  CHECK(world.pool.at_rest());
}

TEST_CASE("who finds no connection waits in a bounded queue") {
  World world(nowhere());
  CHECK(world.send("a") == "later");
  for (const char* key : {"b", "c", "d"})
    CHECK(world.send(key) == "later");
  CHECK(world.send("e") == "refused");
  world.wait_for(4);
  CHECK(world.landed.back() == "d=error");
  CHECK(world.send("f") == "later");
  world.wait_for(5);
}

TEST_CASE("workers with too much to do refuse a query and keep its connection") {
  World world(nowhere());
  Obstacle obstacle(world);
  base::Lifetime alive;
  REQUIRE(world.workers->submit(
      alive.watch(), [] {}, [](auto) {}));  // fills the queue
  CHECK(world.send("a") == "refused");
  CHECK(world.send("b") == "refused");
  obstacle.remove();
  while (world.workers->in_work() > 0)
    world.loop.run_once(true);
  CHECK(world.ask("c") == "error");
}

TEST_CASE("a refusal strands nobody who waits") {
  World world(nowhere());
  world.limits.connections = 2;
  Obstacle obstacle(world);
  CHECK(world.send("a") == "later");    // waits for the worker
  CHECK(world.send("b") == "refused");  // its connection is idle again
  world.limits.connections = 1;
  CHECK(world.send("c") == "refused");
  obstacle.remove();
  world.wait_for(1);
  CHECK(world.landed == std::vector<std::string>{"a=error"});
}

TEST_CASE("the first query connects on a worker, the next ones run beside the loop") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster);
    CHECK(world.ask("first") == "<first>");
    for (int i = 0; i < 100; ++i) {
      const std::string key = "it's \\ " + std::to_string(i);
      CHECK(world.ask(key) == "<" + key + ">");
    }
    CHECK(world.workers->in_work() == 0);
  }
}

TEST_CASE("more connections serve more queries at once") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster, "SELECT SLEEP(0.3), '%s'");
    world.limits.connections = 3;
    world.workers.emplace(world.loop,
                          event::WorkerPoolOptions{.name = "sql", .threads = 3, .queue_limit = 3});
    for (int round = 0; round < 2; ++round) {
      const auto begun = world.clock.mono();
      for (const char* key : {"a", "b", "c"})
        CHECK(world.send(key) == "later");
      world.wait_for(static_cast<std::size_t>(3 * (round + 1)));
      CHECK(world.clock.mono() - begun < 850ms);
    }
    std::sort(world.landed.begin(), world.landed.end());
    CHECK(world.landed.front() == "a=0,a");
  }
}

TEST_CASE("a connection that the server closed is replaced without an error") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster, "SELECT CONNECTION_ID() FROM (SELECT '%s') AS x");
    const std::string first = world.ask("a");
    REQUIRE(world.ask("b") == first);
    REQUIRE(one->open()->execute("KILL " + first));
    const std::string second = world.ask("c");
    CHECK(second != "error");
    CHECK(second != first);
  }
}

TEST_CASE("a query past its time is an error and the next one works") {
  const auto one = scratch();
  if (auto cluster = server(one)) {
    cluster->options.read_timeout = 1s;
    World world(*cluster, "SELECT SLEEP('%s'), 'x'");
    CHECK(world.ask("0") == "0,x");
    CHECK(world.send("5") == "later");
    while (world.landed.empty() || world.landed.back() != "5=error") {
      world.pool.look_around(1h);
      world.loop.run_once(false);
    }
    while (world.workers->in_work() > 0)  // it closes the connection
      world.loop.run_once(true);
    CHECK(world.ask("0.0") == "0,x");
  }
}

TEST_CASE("who finds no free connection goes behind others, in order") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster);
    world.limits.queue = 100;
    CHECK(world.ask("first") == "<first>");
    std::vector<std::string> expected{"first=<first>"};
    for (int round = 0; round < 20; ++round) {
      for (int i = 0; i < 30; ++i) {
        const std::string key = std::to_string(round) + "." + std::to_string(i);
        REQUIRE(world.send(key) == "later");
        expected.push_back(key + "=<" + key + ">");
      }
      world.wait_for(expected.size());
    }
    CHECK(world.landed == expected);
    CHECK(world.workers->in_work() == 0);
  }
}

TEST_CASE("an error among others is told to who asked, and to nobody else") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster, "SELECT (SELECT 'one' UNION SELECT IF('%s' = 'bad', 'two', 'one'))");
    world.limits.queue = 100;
    CHECK(world.ask("good") == "one");
    for (int i = 0; i < 20; ++i)
      REQUIRE(world.send(i == 7 ? "bad" : std::to_string(i)) == "later");
    world.wait_for(21);
    CHECK(std::count(world.landed.begin(), world.landed.end(), "bad=error") == 1);
    CHECK(std::count_if(world.landed.begin(), world.landed.end(),
                        [](const std::string& landed) { return landed.ends_with("=one"); }) == 20);
  }
}

TEST_CASE("queries behind a slow one go to another connection") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster, "SELECT SLEEP(IF('%s' = 'slow', 2, 0)), '%s'");
    world.limits.connections = 2;
    world.limits.queue = 100;
    world.workers.emplace(world.loop,
                          event::WorkerPoolOptions{.name = "sql", .threads = 2, .queue_limit = 4});
    for (const char* key : {"a", "b"})
      REQUIRE(world.send(key) == "later");
    world.wait_for(2);  // both connections are open and have the statement
    REQUIRE(world.send("slow") == "later");
    const auto begun = world.clock.mono();
    for (int i = 0; i < 10; ++i)
      REQUIRE(world.send(std::to_string(i)) == "later");
    world.wait_for(12);
    CHECK(world.clock.mono() - begun < 1500ms);
    CHECK(std::find(world.landed.begin(), world.landed.end(), "slow=0,slow") == world.landed.end());
    world.wait_for(13);
    CHECK(world.landed.back() == "slow=0,slow");
  }
}

TEST_CASE("a lost connection strands none of those under way") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster, "SELECT CONNECTION_ID() + 0 * SLEEP(0.2), '%s'");
    world.limits.queue = 100;
    const std::string id = world.ask("a");
    for (int i = 0; i < 6; ++i)
      REQUIRE(world.send(std::to_string(i)) == "later");
    REQUIRE(one->open()->execute("KILL " + id.substr(0, id.find(','))));
    world.wait_for(7);
    for (const std::string& answer : world.landed)
      CHECK_FALSE(answer.ends_with("=error"));
  }
}

TEST_CASE("who asks alone gets the answer of a quick server at once, of a slow one later") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster, "SELECT SLEEP(IF('%s' = 'slow', 0.2, 0)), '%s'");
    const auto ask_alone = [&](const char* key) {
      return world.pool.send({world.map, &world.map->tables.front(), key}, true);
    };
    world.limits.short_wait = 10s;
    CHECK_FALSE(ask_alone("first").answer);  // a worker connects
    world.wait_for(1);
    const auto quick = ask_alone("quick");
    REQUIRE(quick.answer);
    CHECK(text_of(*quick.answer) == "0,quick");
    world.limits.short_wait = 1ms;
    CHECK_FALSE(ask_alone("slow").answer);
    world.wait_for(2);
    CHECK(world.landed.back() == "slow=0,slow");
    world.limits.short_wait = 10s;
    CHECK_FALSE(ask_alone("quick").answer);  // the loop does not wait again so soon
    world.wait_for(3);
    CHECK(world.landed.back() == "quick=0,quick");
  }
}
