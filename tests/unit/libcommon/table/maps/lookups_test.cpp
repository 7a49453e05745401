// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/lookups.hpp"

#include <functional>

#include "libcommon/config/source.hpp"
#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/sqlite.hpp"
#include "libcommon/table/maps/loader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace dovetail::table;
using namespace dovetail::table::maps;
using namespace std::chrono_literals;

namespace {

// The owner of Lookups with a database server that answers when the test says so.
struct World final : Lookups::Outside {
  struct Query {
    std::shared_ptr<const Map> map;
    const Table* table;
    std::string key;
  };
  std::vector<Query> queries;
  std::vector<std::string> answers;
  bool accepts = true;
  base::MonoTime now{};
  Lookups lookups{*this, {1000, 1'000'000}, 10s};
  std::shared_ptr<const Map> map = load("mysql:/m.cf", Keys::exact);

  static std::shared_ptr<const Map> load(const std::string& source, Keys keys) {
    const config::MemorySource files(
        std::map<std::string, std::string>{{"/m.cf", "dbname=d\nquery=SELECT v FROM t WHERE k='%s'\n"},
                                           {"/d.cf", "dbname=d\nquery=SELECT v FROM t WHERE k='%d'\n"}});
    TableSettings settings = TableSettings::for_name("m");
    settings.source = source;
    settings.keys = keys;
    const auto loaded = load_map({settings, "table m"}, tables_schema().defaults(), files);
    REQUIRE(loaded.usable());
    return loaded.map;
  }
  std::optional<Answer> at_once;  // the server is that quick
  Lookups::Sent send_query(std::shared_ptr<const Map> asked, const Table& table,
                           std::string_view key) override {
    if (accepts) queries.push_back({std::move(asked), &table, std::string(key)});
    return {accepts, at_once};
  }
  std::string known(std::string_view key) {
    const auto view = lookups.known(*map, key, now);
    return !view ? "ask" : view->text.empty() ? "-" : std::string(view->text);
  }
  static std::string text(const Answer& answer) {
    return !answer ? "error " + answer.error().text : *answer ? **answer : "-";
  }
  void answered(const Lookups::Asker& asker, const Map&, Answer answer) override {
    answers.push_back(std::to_string(asker.ticket) + "=" + text(answer));
  }
  std::string ask(std::string_view key, std::uint64_t ticket = 0) {
    const auto answer = lookups.ask(map, key, {0, 0, ticket}, now);
    return answer ? text(*answer) : "later";
  }
  void land(Answer outcome) {
    const Query query = queries.front();
    queries.erase(queries.begin());
    lookups.landed(*query.table, query.key, std::move(outcome), now);
  }
  static Answer outage() { return base::Unexpected(sql::make_error(sql::Failure::unreachable, "no server")); }
};

}  // namespace

TEST_CASE("a query is answered later, then from memory until its time is over") {
  World world;
  CHECK(world.ask("K", 1) == "later");
  world.land(found("v"));
  CHECK(world.answers == std::vector<std::string>{"1=v"});
  CHECK(world.ask("k") == "v");
  world.now += 59s;
  CHECK(world.ask("k") == "v");
  world.now += 2s;
  CHECK(world.ask("k", 2) == "later");
  CHECK(world.lookups.figures().cache_hits == 2);
  CHECK(world.lookups.figures().queries == 2);
}

TEST_CASE("equal questions share one query, also with its failure") {
  World world;
  CHECK(world.ask("k", 1) == "later");
  CHECK(world.ask("k", 2) == "later");
  CHECK(world.queries.size() == 1);
  world.land(world.outage());
  CHECK(world.answers.size() == 2);
  CHECK(world.answers[1].substr(0, 7) == "2=error");
  CHECK(world.ask("k", 3) == "later");  // errors are not kept
}

TEST_CASE("an old answer serves while no server can be reached, not for other errors") {
  World world;
  world.ask("k", 1);
  world.land(found("v"));
  world.now += 10min;
  world.ask("k", 2);
  world.land(world.outage());
  CHECK(world.answers.back() == "2=v");
  world.ask("k", 3);
  world.land(base::Unexpected(sql::make_error(sql::Failure::query, "no such table")));
  CHECK(world.answers.back().substr(0, 7) == "3=error");
  world.now += 2h;
  world.ask("k", 4);
  world.land(world.outage());
  CHECK(world.answers.back().substr(0, 7) == "4=error");
  CHECK(world.lookups.figures().stale == 1);
}

TEST_CASE("not found is never given past its time") {
  World world;
  world.ask("k", 1);
  world.land(not_found());
  CHECK(world.ask("k") == "-");
  world.now += 6s;
  world.ask("k", 2);
  world.land(world.outage());
  CHECK(world.answers.back().substr(0, 7) == "2=error");
}

TEST_CASE("each question has its own time limit; the late answer still fills the cache") {
  World world;
  world.ask("k", 1);
  world.now += 6s;
  world.ask("k", 2);
  CHECK(world.lookups.next_tick() == base::MonoTime{} + 10s);
  world.now += 4s;
  world.lookups.tick(world.now);
  CHECK(world.answers == std::vector<std::string>{"1=error lookup took too long"});
  world.land(found("v"));
  CHECK(world.answers.back() == "2=v");
  CHECK(world.ask("k") == "v");
  world.now += 1min;
  world.lookups.tick(world.now);
  CHECK(world.answers.size() == 2);
  CHECK_FALSE(world.lookups.next_tick());
}

TEST_CASE("a slow server with an old answer at hand gives that one at the time limit") {
  World world;
  world.ask("k", 1);
  world.land(found("v"));
  world.now += 10min;
  world.ask("k", 2);
  world.now += 10s;
  world.lookups.tick(world.now);
  CHECK(world.answers.back() == "2=v");
}

TEST_CASE("too many queries waiting is an error at once") {
  World world;
  world.accepts = false;
  CHECK(world.ask("k").substr(0, 5) == "error");
  world.accepts = true;
  CHECK(world.ask("k") == "later");
  CHECK(world.lookups.figures().refused == 1);
}

TEST_CASE("keys that the template rules out need no query") {
  World world;
  world.map = world.load("mysql:/d.cf", Keys::exact);
  CHECK(world.ask("plain") == "-");
  CHECK(world.queries.empty());
}

TEST_CASE("derived keys are asked one after the other through the cache") {
  World world;
  world.map = world.load("mysql:/m.cf", Keys::address);
  CHECK(world.ask("u+e@d", 1) == "later");
  world.land(not_found());
  CHECK(world.queries.front().key == "u@d");
  world.land(not_found());
  CHECK(world.queries.front().key == "@d");
  world.land(found("all"));
  CHECK(world.answers == std::vector<std::string>{"1=all"});
  CHECK(world.ask("u+e@d") == "all");
}

TEST_CASE("a union of memory and server joins both") {
  World world;
  world.map = world.load("unionmap:{static:s,mysql:/m.cf}", Keys::exact);
  CHECK(world.ask("k", 1) == "later");
  world.land(found("v"));
  CHECK(world.answers.back() == "1=s,v");
}

TEST_CASE("a query that is answered at once makes nobody wait") {
  World world;
  world.at_once = found("v");
  CHECK(world.ask("k") == "v");
  CHECK(world.lookups.waiting() == 0);
  world.at_once.reset();
  CHECK(world.ask("k") == "v");  // it is remembered
  world.now += 10min;
  world.at_once = World::outage();
  CHECK(world.ask("k") == "v");  // past its time, but nobody can be asked
  CHECK(world.ask("other").substr(0, 5) == "error");
  CHECK_FALSE(world.lookups.next_tick());
}

TEST_CASE("the short way knows what the cache holds, and leaves the rest to ask()") {
  World world;
  CHECK(world.known("k") == "ask");
  world.at_once = found("v");
  world.ask("k");
  CHECK(world.known("k") == "v");
  CHECK(world.known("K") == "v");
  CHECK(world.known("") == "ask");
  CHECK(world.known(std::string(1000, 'k')) == "ask");
  CHECK(world.known("\xc3\xa4") == "ask");
  world.at_once = not_found();
  world.ask("none");
  CHECK(world.known("none") == "-");
  world.now += 59s;
  CHECK(world.known("k") == "v");
  CHECK(world.known("none") == "ask");
  world.now += 2s;
  CHECK(world.known("k") == "ask");
}

TEST_CASE("the short way says not found only where no other key can follow") {
  World world;
  world.map = world.load("mysql:/m.cf", Keys::address);
  world.at_once = not_found();
  CHECK(world.ask("u@d") == "-");
  CHECK(world.known("u@d") == "ask");
  world.map = world.load("unionmap:{static:s,mysql:/m.cf}", Keys::exact);
  world.at_once = found("v");
  CHECK(world.ask("k") == "s,v");
  CHECK(world.known("k") == "ask");
}

TEST_CASE("a query that never lands holds up nobody who asks later") {
  World world;
  CHECK(world.ask("k", 1) == "later");
  world.now += 10s;
  world.lookups.tick(world.now);
  CHECK(world.answers == std::vector<std::string>{"1=error lookup took too long"});
  CHECK(world.ask("k", 2) == "later");
  CHECK(world.queries.size() == 2);  // asked anew
  world.queries.erase(world.queries.begin());
  world.land(found("v"));
  CHECK(world.answers.back() == "2=v");
}

TEST_CASE("who has waited long enough does not wait for the next table, too") {
  World world;
  world.map = world.load("unionmap:{mysql:/m.cf,mysql:/d.cf}", Keys::exact);
  CHECK(world.ask("u@d", 1) == "later");
  world.land(found("one"));
  CHECK(world.queries.size() == 1);  // the second table's
  world.land(found("two"));
  CHECK(world.answers.back() == "1=one,two");
  world.now += 10min;
  CHECK(world.ask("u@d", 2) == "later");
  world.now += 10s;
  world.lookups.tick(world.now);  // the old answers of both serve at once
  CHECK(world.answers.back() == "2=one,two");
  CHECK(world.lookups.waiting() == 0);
  CHECK_FALSE(world.lookups.next_tick());
}

TEST_CASE("many who wait for a locked file cost one try a round, and hold up nobody") {
  const test::TemporaryFolder folder;
  sql::SqliteOptions options;
  options.path = folder / "x.db";
  auto writer = *sql::open_sqlite(options);
  REQUIRE(writer->execute("CREATE TABLE t(k TEXT PRIMARY KEY, v); INSERT INTO t VALUES('k1', 'v')"));
  const config::MemorySource files(std::map<std::string, std::string>{
      {"/x.cf", "dbpath=" + options.path + "\nquery=SELECT v FROM t WHERE k='%s'\n"}});
  TableSettings settings = TableSettings::for_name("m");
  settings.source = "sqlite:/x.cf";
  World world;
  world.map = load_map({settings, "table m"}, tables_schema().defaults(), files).map;
  REQUIRE(writer->execute("BEGIN EXCLUSIVE"));
  for (std::uint64_t i = 0; i < 100; ++i)
    CHECK(world.ask("k" + std::to_string(i), i) == "later");
  CHECK(world.lookups.figures().queries == 1);
  for (int round = 0; round < 5; ++round) {
    REQUIRE(world.lookups.next_tick());
    world.now = *world.lookups.next_tick();
    world.lookups.tick(world.now);
  }
  CHECK(world.lookups.figures().queries == 6);
  CHECK(world.answers.empty());
  REQUIRE(writer->execute("COMMIT"));
  world.now = *world.lookups.next_tick();
  world.lookups.tick(world.now);
  CHECK(world.answers.size() == 100);
  CHECK(world.answers[1] == "1=v");
  CHECK_FALSE(world.lookups.next_tick());
}

TEST_CASE("while a file is locked what it said before serves at once, and the lock is tried again") {
  const test::TemporaryFolder folder;
  sql::SqliteOptions options;
  options.path = folder / "x.db";
  auto writer = *sql::open_sqlite(options);
  REQUIRE(writer->execute("CREATE TABLE t(k TEXT PRIMARY KEY, v); INSERT INTO t VALUES('k', 'old')"));
  const config::MemorySource files(std::map<std::string, std::string>{
      {"/x.cf", "dbpath=" + options.path + "\nquery=SELECT v FROM t WHERE k='%s'\n"}});
  TableSettings settings = TableSettings::for_name("m");
  settings.source = "sqlite:/x.cf";
  World world;
  world.map = load_map({settings, "table m"}, tables_schema().defaults(), files).map;
  CHECK(world.ask("k", 1) == "old");
  REQUIRE(writer->execute("BEGIN EXCLUSIVE; UPDATE t SET v = 'new'"));
  world.now += 2min;  // past its time to live
  CHECK(world.ask("k", 2) == "old");
  CHECK(world.ask("k", 3) == "old");
  CHECK(world.lookups.figures().stale == 2);
  CHECK(world.ask("unknown", 4) == "later");
  REQUIRE(world.lookups.next_tick());
  REQUIRE(writer->execute("COMMIT"));
  world.now = *world.lookups.next_tick();
  world.lookups.tick(world.now);
  CHECK(world.ask("k", 5) == "new");
}

TEST_CASE("a query under way does not bring back what was flushed") {
  World world;
  const TableId table = world.map->tables[0].id;
  const std::vector<std::function<void()>> flushes = {
      [&] { world.lookups.flush(world.now); }, [&] { world.lookups.flush(table, world.now); },
      [&] { world.lookups.flush(table, "k", world.now); }};
  for (const auto& flush : flushes) {
    world.answers.clear();
    CHECK(world.ask("k", 1) == "later");
    flush();
    CHECK(world.ask("k", 2) == "later");
    CHECK(world.queries.size() == 1);
    world.land(found("old"));
    CHECK(world.answers == std::vector<std::string>{"1=old"});  // that was asked before the flush
    REQUIRE(world.queries.size() == 1);
    CHECK(world.ask("k", 3) == "later");
    world.land(found("new"));
    CHECK(world.answers == std::vector<std::string>{"1=old", "2=new", "3=new"});
    CHECK(world.ask("k") == "new");
    world.lookups.flush(world.now);
  }
  CHECK(world.ask("k", 4) == "later");
  world.now += 10s;
  world.lookups.tick(world.now);  // nobody waits for it any more
  world.lookups.flush(world.now);
  world.land(found("old"));
  CHECK(world.ask("k", 5) == "later");
}

TEST_CASE("a server that hangs, or has too many connections, is an outage for all who wait") {
  for (const sql::Failure failure : {sql::Failure::timed_out, sql::Failure::unreachable, sql::Failure::lost}) {
    World world;
    world.ask("k", 1);
    world.land(found("v"));
    world.now += 10min;
    world.ask("k", 2);
    world.ask("k", 3);
    world.land(base::Unexpected(sql::make_error(failure, "no")));
    CHECK(world.answers == std::vector<std::string>{"1=v", "2=v", "3=v"});
  }
}

TEST_CASE("a new time limit holds for those who come after it") {
  World world;
  world.ask("a", 1);
  world.lookups.set_time_limit(1s);
  world.ask("b", 2);
  CHECK(world.lookups.next_tick() == base::MonoTime{} + 10s);
  world.now += 10s;
  world.lookups.tick(world.now);
  CHECK(world.answers.size() == 2);
}
