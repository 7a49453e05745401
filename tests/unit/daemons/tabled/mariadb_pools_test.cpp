// SPDX-License-Identifier: MIT
#include "daemons/tabled/mariadb_pools.hpp"

#include <algorithm>

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
std::shared_ptr<const Map> map_of(const sql::MariadbCluster& cluster, const std::string& query,
                                  const char* source_key = "key") {
  auto made = std::make_shared<Map>();
  table::QueryTable::Settings settings;
  settings.query = query;
  auto questions = table::QueryTable::make(settings, {}, sql::Dialect::mariadb);
  REQUIRE(questions);
  table::maps::Table& one = made->tables.emplace_back();
  one.source = std::make_unique<MariadbTable>(MariadbTable{*std::move(questions), {cluster, 60s}, source_key});
  return made;
}

std::string text_of(const table::Answer& answer) {
  return !answer ? "error" : *answer ? **answer : "-";
}

struct World final : MariadbPools::Landing {
  void query_landed(const table::maps::Table&, std::string_view key, table::Answer answer) override {
    landed.push_back(std::string(key) + "=" + text_of(answer));
  }
  bool query_wanted(const table::maps::Table&, std::string_view key) const override {
    return key != unwanted;
  }
  // "later", "refused", or the answer.
  std::string send(const std::shared_ptr<const Map>& map, const std::string& key, bool alone = false) {
    const auto sent = pools.send(map, map->tables.front(), key, alone);
    return !sent.accepted ? "refused" : sent.answer ? text_of(*sent.answer) : "later";
  }
  void wait_for(std::size_t count) {
    while (landed.size() < count)
      loop.run_once(true);
  }

  std::vector<std::string> landed;
  std::string unwanted;
  base::SystemClock clock;
  event::Loop loop;
  MariadbPools pools{loop, clock, *this, 1};
};

std::unique_ptr<test::ScratchDatabase> scratch() {
  const auto engines = test::sql_engines();
  const bool there = std::find(engines.begin(), engines.end(), "mariadb") != engines.end();
  return there ? std::make_unique<test::ScratchDatabase>("mariadb") : nullptr;
}

}  // namespace

TEST_CASE("a server that is not there is told with words for the peer") {
  World world;
  const auto map = map_of(nowhere(), "SELECT '%s'");
  CHECK(world.send(map, "a") == "later");
  world.wait_for(1);
  CHECK(world.landed == std::vector<std::string>{"a=error"});
}

TEST_CASE("tables of one source share its connections, others have their own") {
  World world;
  const auto one = map_of(nowhere(), "SELECT '%s'");
  const auto same = map_of(nowhere(), "SELECT 2, '%s'");
  const auto other = map_of(nowhere(), "SELECT '%s'", "another");
  for (const auto& map : {one, same, other})
    CHECK(world.send(map, "k") == "later");
  CHECK(world.pools.databases() == 2);
  world.wait_for(3);
}

TEST_CASE("a query that nobody waits for is dropped before it begins") {
  World world;
  const auto map = map_of(nowhere(), "SELECT '%s'");
  for (const char* key : {"a", "b", "c"})
    CHECK(world.send(map, key) == "later");
  world.unwanted = "b";
  world.wait_for(2);
  CHECK(world.landed == std::vector<std::string>{"a=error", "c=error"});
}

TEST_CASE("answers come later, or at once for who asks alone") {
  if (const auto database = scratch()) {
    World world;
    const auto map =
        map_of(std::get<sql::MariadbCluster>(database->source()), "SELECT concat('<', '%s', '>')");
    CHECK(world.send(map, "it's") == "later");
    world.wait_for(1);
    CHECK(world.landed.back() == "it's=<it's>");
    for (int i = 0; i < 20; ++i)
      CHECK(world.send(map, std::to_string(i)) == "later");
    world.wait_for(21);
    CHECK(world.landed.back() == "19=<19>");
    const std::string alone = world.send(map, "alone", true);
    CHECK((alone == "<alone>" || alone == "later"));  // as quick as the machine is
  }
}
