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
  bool send(sql::Pipeline& pipeline) override {
    const std::string_view value(parameter_);
    return pipeline.add(text_, {&value, 1});
  }
  bool read(sql::Statement& statement) override {
    ++beside_loop;
    return take(statement) || sql::failure_of(failure_) == sql::Failure::busy;
  }
  base::Result<void> run(sql::Connection& connection) override {
    ++on_worker;
    return connection.run([this](sql::Database& database) -> base::Result<void> {
      auto statement = prepare(database);
      if (!statement) {
        return base::Unexpected(std::move(statement).error());
      }
      return take(*statement) ? base::Result<void>() : base::Unexpected(failure_);
    });
  }
  void fail(base::Error) override { answer = "error"; }
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
  Pool::Sent send(const std::string& parameter, bool alone = false) {
    return pool.send(last = question(parameter), alone);
  }
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

TEST_CASE("A pool that keeps the workers busy delays its own queries, not those of another pool") {
  World world(nowhere());
  world.workers.emplace(world.loop, event::WorkerPoolOptions{.name = "sql", .threads = 1, .queue_limit = 8});
  world.limits = {.connections = 3, .queue = 3};
  Pool slow({world.loop, world.clock, *world.workers, "slow"}, world.cluster, world.limits);
  Pool other({world.loop, world.clock, *world.workers, "other"}, world.cluster, world.limits);
  Obstacle obstacle(world);
  for (const char* key : {"a", "b", "c"}) {
    CHECK(slow.send(world.question(key)) == Pool::Sent::later);
  }
  CHECK(other.send(world.question("x")) == Pool::Sent::later);
  obstacle.remove();
  world.wait_for(4);
  const auto other_one = std::find(world.landed.begin(), world.landed.end(), "x=error");
  CHECK(other_one - world.landed.begin() <= 1);  // the lanes take turns
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
    while (world.workers->in_work() > 0) {  // it closes the connection
      world.loop.run_once(true);
    }
    CHECK(world.ask("0.0") == "0x");
  }
}

namespace {

// More workers and a longer queue, for what needs several connections.
void widen(World& world, std::size_t connections) {
  world.limits.connections = connections;
  world.limits.queue = 100;
  world.workers.emplace(world.loop, event::WorkerPoolOptions{
                                        .name = "sql", .threads = connections, .queue_limit = 2 * connections});
}

}  // namespace

TEST_CASE("Who finds no free connection goes behind others, in order") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster);
    world.limits.queue = 100;
    CHECK(world.ask("first") == "<first>");
    std::vector<std::string> expected{"first=<first>"};
    for (int round = 0; round < 20; ++round) {
      for (int i = 0; i < 30; ++i) {
        const std::string key = std::to_string(round) + "." + std::to_string(i);
        REQUIRE(world.send(key) == Pool::Sent::later);
        expected.push_back(key + "=<" + key + ">");
      }
      world.wait_for(expected.size());
    }
    CHECK(world.landed == expected);
    CHECK(world.workers->in_work() == 0);
  }
}

TEST_CASE("An error among others is told to who asked, and to nobody else") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster, "SELECT (SELECT 'one' UNION SELECT IF(? = 'bad', 'two', 'one'))");
    world.limits.queue = 100;
    CHECK(world.ask("good") == "one");
    for (int i = 0; i < 20; ++i) {
      REQUIRE(world.send(i == 7 ? "bad" : std::to_string(i)) == Pool::Sent::later);
    }
    world.wait_for(21);
    CHECK(std::count(world.landed.begin(), world.landed.end(), "bad=error") == 1);
    CHECK(std::count_if(world.landed.begin(), world.landed.end(),
                        [](const std::string& landed) { return landed.ends_with("=one"); }) == 20);
  }
}

TEST_CASE("Queries behind a slow one go to another connection") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster, "SELECT concat(SLEEP(IF(x = 'slow', 2, 0)), x) FROM (SELECT ? AS x) AS y");
    widen(world, 2);
    for (const char* key : {"a", "b"}) {
      REQUIRE(world.send(key) == Pool::Sent::later);
    }
    world.wait_for(2);  // both connections are open and have the statement
    REQUIRE(world.send("slow") == Pool::Sent::later);
    const auto begun = world.clock.mono();
    for (int i = 0; i < 10; ++i) {
      REQUIRE(world.send(std::to_string(i)) == Pool::Sent::later);
    }
    world.wait_for(12);
    CHECK(world.clock.mono() - begun < 1500ms);
    CHECK(std::find(world.landed.begin(), world.landed.end(), "slow=0slow") == world.landed.end());
    world.wait_for(13);
    CHECK(world.landed.back() == "slow=0slow");
  }
}

TEST_CASE("A lost connection strands none of those under way") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster, "SELECT concat(CONNECTION_ID() + 0 * SLEEP(0.2), ',', ?)");
    world.limits.queue = 100;
    const std::string id = world.ask("a");
    for (int i = 0; i < 6; ++i) {
      REQUIRE(world.send(std::to_string(i)) == Pool::Sent::later);
    }
    REQUIRE(one->open()->execute("KILL " + id.substr(0, id.find(','))));
    world.wait_for(7);
    for (const std::string& answer : world.landed) {
      CHECK_FALSE(answer.ends_with("=error"));
    }
  }
}

TEST_CASE("Who asks alone gets the answer of a quick server at once, of a slow one later") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    World world(*cluster, "SELECT concat(SLEEP(IF(x = 'slow', 0.2, 0)), x) FROM (SELECT ? AS x) AS y");
    world.limits.short_wait = 10s;
    CHECK(world.send("first", true) == Pool::Sent::later);  // a worker connects
    world.wait_for(1);
    CHECK(world.send("quick", true) == Pool::Sent::at_once);
    CHECK(world.last->answer == "0quick");
    world.limits.short_wait = 1ms;
    CHECK(world.send("slow", true) == Pool::Sent::later);
    world.wait_for(2);
    CHECK(world.landed.back() == "slow=0slow");
    world.limits.short_wait = 10s;
    CHECK(world.send("quick", true) == Pool::Sent::later);  // the loop does not wait again so soon
    world.wait_for(3);
    CHECK(world.landed.back() == "quick=0quick");
  }
}

namespace {

// Words of one family: asked together they come as "word|word", the server's own doing.
class Word final : public sqlpool::Query {
 public:
  Word(std::string word, std::vector<std::string>& landed) : word_(std::move(word)), landed_(landed) {}

  bool send(sql::Pipeline& pipeline) override {
    const std::string_view value(word_);
    return pipeline.add(kAlone, {&value, 1});
  }
  bool read(sql::Statement& statement) override {
    const auto row = statement.step();
    answer_ = row && *row ? std::string(statement.text(0)) : "error";
    return row.has_value();
  }
  base::Result<void> run(sql::Connection& connection) override {
    return connection.run([this](sql::Database& database) -> base::Result<void> {
      auto statement = database.prepare(kAlone);
      if (!statement) {
        return base::Unexpected(std::move(statement).error());
      }
      statement->bind(1, word_);
      return read(*statement) ? base::Result<void>() : base::Unexpected(base::temporary("failed"));
    });
  }
  void fail(base::Error) override { answer_ = "error"; }
  void landed() override { landed_.push_back(word_ + "=" + answer_); }

  const void* family() const override { return has_family ? &kAlone : nullptr; }
  bool send_together(sql::Pipeline& pipeline, sqlpool::Queries all) override {
    std::string words;
    for (const auto& one : all) {
      words += static_cast<Word&>(*one).word_ + " ";
    }
    const std::string_view value(words);
    return pipeline.add(kTogether, {&value, 1});
  }
  bool read_together(sql::Statement& statement, sqlpool::Queries all) override {
    const auto row = statement.step();
    if (!row || !*row) {
      return false;
    }
    ++together;
    for (const auto& one : all) {
      static_cast<Word&>(*one).answer_ = "with " + std::to_string(all.size());
    }
    return true;
  }
  void prepare_together(sql::Database& database) override {
    { const auto prepared = database.prepare(kTogether); }
    has_family = database.pipeline() != nullptr && database.pipeline()->takes(kTogether);
  }

  static inline bool has_family = true;
  static inline int together = 0;

 private:
  static constexpr const char* kAlone = "SELECT concat('<', ?, '>')";
  static constexpr const char* kTogether = "SELECT (SELECT 'one' UNION SELECT IF(? LIKE '%bad%', 'two', 'one'))";
  std::string word_, answer_;
  std::vector<std::string>& landed_;
};

void send_words(World& world, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    REQUIRE(world.pool.send(std::make_shared<Word>(word, world.landed)) == Pool::Sent::later);
  }
}

std::vector<std::string> numbered(int count) {
  std::vector<std::string> words;
  for (int i = 0; i < count; ++i) {
    words.push_back("w" + std::to_string(i));
  }
  return words;
}

}  // namespace

TEST_CASE("Where many wait those of a family go together, and each gets its answer") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    Word::has_family = true;
    Word::together = 0;
    World world(*cluster);
    widen(world, 4);
    for (int round = 0; round < 5; ++round) {
      send_words(world, numbered(40));
      world.wait_for(static_cast<std::size_t>(40 * (round + 1)));
    }
    CHECK(Word::together > 0);
    std::vector<std::string> words;
    for (const std::string& landed : world.landed) {
      const auto equals = landed.find('=');
      words.push_back(landed.substr(0, equals));
      const std::string answer = landed.substr(equals + 1);
      CHECK((answer == "<" + words.back() + ">" || answer.starts_with("with ")));
    }
    std::sort(words.begin(), words.end());
    for (const std::string& word : numbered(40)) {
      CHECK(std::count(words.begin(), words.end(), word) == 5);
    }
  }
}

TEST_CASE("Where a statement of several fails each is asked alone") {
  const auto one = scratch();
  if (const auto cluster = server(one)) {
    Word::has_family = true;
    World world(*cluster);
    widen(world, 2);
    std::vector<std::string> words = numbered(30);
    words[7] = "bad";
    for (int round = 0; round < 4; ++round) {
      send_words(world, words);
      world.wait_for(static_cast<std::size_t>(30 * (round + 1)));
    }
    CHECK(std::count(world.landed.begin(), world.landed.end(), "bad=<bad>") == 4);
    CHECK(std::none_of(world.landed.begin(), world.landed.end(),
                       [](const std::string& landed) { return landed.ends_with("=error"); }));
  }
}
