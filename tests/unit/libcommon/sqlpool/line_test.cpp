// SPDX-License-Identifier: MIT
#include "libcommon/sqlpool/line.hpp"

#include <algorithm>

#include "libcommon/event/loop.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"

using namespace dovetail;
using namespace std::chrono_literals;
using sqlpool::Errand;
using sqlpool::Line;

namespace {

constexpr const char* kQuery = "SELECT concat(SLEEP(IF(x = 'slow', 0.3, 0)), x) FROM (SELECT ? AS x) AS y";

struct Word final : sqlpool::Query {
  explicit Word(std::string asked) : word(std::move(asked)) {}
  bool send(sql::Pipeline& pipeline) override {
    const std::string_view value(word);
    return pipeline.add(kQuery, {&value, 1});
  }
  bool read(sql::Statement& statement) override {
    const auto row = statement.step();
    answer = row && *row ? std::string(statement.text(0)) : "error";
    return row.has_value();
  }
  base::Result<void> run(sql::Connection&) override { return {}; }
  void fail(base::Error) override {}
  void landed() override {}

  std::string word, answer;
};

struct World final : Line::Owner {
  explicit World(test::ScratchDatabase& scratch) {
    auto connection = std::make_unique<sql::Connection>(scratch.source(), clock);
    REQUIRE(connection->run([](sql::Database& database) -> base::Result<void> {
      const auto prepared = database.prepare(kQuery);
      return prepared ? base::Result<void>() : base::Unexpected(prepared.error());
    }));
    line = std::make_unique<Line>(loop, *this, std::move(connection));
    line->lend();
    line->take_home();
  }
  bool add(const char* word) {
    Errand errand{std::make_shared<Word>(word)};
    return line->add(errand);
  }
  void wait_for(std::size_t count) {
    while (answers.size() < count)
      loop.run_once(true);
  }

  void line_answered(Errand errand) override {
    answers.push_back(static_cast<Word&>(*errand.query).answer);
  }
  void line_to_repeat(Errand errand) override {
    answers.push_back(static_cast<Word&>(*errand.query).word + " again");
  }
  void line_rests(Line&) override { ++rests; }
  void line_lost(Line&, std::deque<Errand> unanswered) override {
    for (const Errand& one : unanswered)
      lost.push_back(static_cast<Word&>(*one.query).word);
  }

  base::SystemClock clock;
  event::Loop loop;
  std::vector<std::string> answers, lost;
  int rests = 0;
  std::unique_ptr<Line> line;
};

std::unique_ptr<test::ScratchDatabase> scratch() {
  const auto engines = test::sql_engines();
  const bool there = std::find(engines.begin(), engines.end(), "mariadb") != engines.end();
  return there ? std::make_unique<test::ScratchDatabase>("mariadb") : nullptr;
}

}  // namespace

TEST_CASE("answers come in the order of the queries, and the line rests when it has no more") {
  if (const auto one = scratch()) {
    World world(*one);
    for (const char* word : {"a", "b", "c"})
      REQUIRE(world.add(word));
    CHECK(world.line->under_way() == 3);
    CHECK(world.answers.empty());  // nothing was sent
    world.line->flush();
    world.wait_for(3);
    CHECK(world.answers == std::vector<std::string>{"0a", "0b", "0c"});
    CHECK(world.line->under_way() == 0);
    CHECK(world.rests >= 1);
  }
}

TEST_CASE("a query that was taken back leaves its place, and its answer is dropped") {
  if (const auto one = scratch()) {
    World world(*one);
    for (const char* word : {"slow", "b", "c"})
      REQUIRE(world.add(word));
    world.line->flush();
    CHECK(world.line->take_back().size() == 2);
    CHECK(world.line->under_way() == 3);  // the server will answer all of them
    REQUIRE(world.add("d"));
    world.line->flush();
    world.wait_for(2);
    CHECK(world.answers == std::vector<std::string>{"0slow", "0d"});
  }
}

TEST_CASE("a line that a worker has takes nothing, and works when it is home again") {
  if (const auto one = scratch()) {
    World world(*one);
    CHECK(world.line->works());
    sql::Connection& connection = world.line->lend();
    CHECK(world.line->away());
    connection.forget();
    world.line->take_home();
    CHECK_FALSE(world.line->works());
    CHECK_FALSE(world.add("a"));  // not open: a worker's
  }
}

TEST_CASE("what was under way on a lost connection comes back, all of it and in order") {
  if (const auto one = scratch()) {
    World world(*one);
    std::string id;
    {
      auto statement = world.line->lend().open_now()->query("SELECT CONNECTION_ID()");
      REQUIRE(statement->step().value());
      id = statement->text(0);
    }
    world.line->take_home();
    for (const char* word : {"slow", "b", "c"})
      REQUIRE(world.add(word));
    world.line->flush();
    REQUIRE(one->open()->execute("KILL " + id));
    while (world.lost.empty() && world.answers.empty())
      world.loop.run_once(true);
    CHECK(world.lost == std::vector<std::string>{"slow", "b", "c"});
    CHECK_FALSE(world.line->works());
  }
}

TEST_CASE("the loop may wait for a lone answer, but not for long") {
  if (const auto one = scratch()) {
    World world(*one);
    REQUIRE(world.add("quick"));
    world.line->flush();
    const auto quick = world.line->wait(10s);
    REQUIRE(quick);
    CHECK(quick->final);
    CHECK(static_cast<Word&>(*quick->errands.front().query).answer == "0quick");
    REQUIRE(world.add("slow"));
    world.line->flush();
    CHECK_FALSE(world.line->wait(1ms));
    world.wait_for(1);
    CHECK(world.answers.back() == "0slow");
  }
}
