// SPDX-License-Identifier: MIT
#include "policy/greylist/mariadb_store.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "policy/greylist/mariadb_statements.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"
#include "libcommon/base/text.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

namespace {

bool has_mariadb() {
  const auto engines = test::sql_engines();
  return std::find(engines.begin(), engines.end(), "mariadb") != engines.end();
}

TripletEntry seen(const std::string& key, std::int64_t first, std::int64_t last) {
  TripletEntry entry;
  entry.key = key;
  entry.times = TripletTimes{first, last};
  entry.changed = true;
  return entry;
}

base::Result<TripletTimes> read(MariadbStore& store, const std::string& key) {
  std::array<TripletEntry, 1> one;
  one[0].key = key;
  if (auto read = store.read_triplets(one); !read) return base::Unexpected(std::move(read).error());
  if (!one[0].times) return base::Unexpected(base::permanent("not known"));
  return *one[0].times;
}

// Two keys, the one with the smaller id first: the order in which the store locks their rows.
std::array<std::string, 2> keys_by_id() {
  std::array<std::string, 2> keys{"10.0.0.0/a@a/r@b", "10.0.0.0/b@a/r@b"};
  std::sort(keys.begin(), keys.end(),
            [](const auto& a, const auto& b) { return record_id(a) < record_id(b); });
  return keys;
}

void lock_row(sql::Database& database, const std::string& key) {
  auto update = database.prepare("UPDATE greylist_triplet SET last_seen = last_seen + 1 WHERE id = ?");
  REQUIRE(update);
  REQUIRE(update->bind_blob(1, record_id(key)).execute());
}

// Until InnoDB shows a transaction that waits for a lock. It looks anew at most every 100 ms, counted from
// the last question.
bool somebody_waits(sql::Database& database) {
  for (int tries = 0; tries < 100; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    auto waiting =
        database.prepare("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'");
    if (!waiting || !waiting->step()) return false;
    if (waiting->integer(0) > 0) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a batch that lost a deadlock against another host is stored all the same") {
  if (!has_mariadb()) return;
  test::ScratchDatabase scratch("mariadb");
  base::SystemClock clock;
  MariadbStore store(scratch.source(), clock);
  const auto [first, second] = keys_by_id();
  const std::array both{seen(first, 100, 100), seen(second, 100, 100)};
  REQUIRE(store.commit({}, both));

  auto other = scratch.open();
  auto transaction = sql::Transaction::begin(*other);
  REQUIRE(transaction);
  // The server gives up the transaction that has changed less: make this one the heavier.
  REQUIRE(other->execute(
      "INSERT INTO greylist_client (id, hits, last_seen, client) SELECT UNHEX(MD5(seq)), 1, 1, seq"
      " FROM seq_1_to_500"));
  lock_row(*other, second);
  base::Result<void> stored = base::Unexpected(base::permanent("not yet"));
  std::thread host([&] {
    const std::array again{seen(first, 100, 200), seen(second, 100, 200)};
    stored = store.commit({}, again);
  });
  const bool waits = somebody_waits(scratch.database());
  lock_row(*other, first);  // closes the circle
  const auto committed = transaction->commit();
  host.join();
  CHECK(waits);
  REQUIRE(committed);
  REQUIRE(stored);
  for (const std::string& key : {first, second}) {
    CHECK(*read(store, key) == TripletTimes{100, 200});
  }
}

TEST_CASE("hosts that meet in one triplet agree on the earlier first and the later last sight") {
  if (!has_mariadb()) return;
  test::ScratchDatabase scratch("mariadb");
  base::SystemClock clock;
  MariadbStore one(scratch.source(), clock);
  MariadbStore two(scratch.source(), clock);
  const std::string key = "10.0.0.0/a@a/r@b";
  REQUIRE(one.commit({}, std::array{seen(key, 100, 100)}));
  REQUIRE(two.commit({}, std::array{seen(key, 105, 105)}));  // it had read before the first one committed
  CHECK(*read(one, key) == TripletTimes{100, 105});
  TripletEntry anew = seen(key, 900, 900);
  anew.restarted = true;
  REQUIRE(one.commit({}, std::array{anew}));
  CHECK(*read(two, key) == TripletTimes{900, 900});
}

TEST_CASE("a server that comes back empty gets its tables again") {
  if (!has_mariadb()) return;
  test::ScratchDatabase scratch("mariadb");
  base::SystemClock clock;
  MariadbStore store(scratch.source(), clock);
  REQUIRE(store.commit({}, std::array{seen("k", 1, 2)}));
  for (int i = 0; i < 5; ++i) {  // the new connection may lie where the old one was
    std::vector<std::string> queries{"SET FOREIGN_KEY_CHECKS = 0"};
    const auto collect = [&](const std::string& query) {
      auto rows = scratch.database().query(query);
      REQUIRE(rows);
      while (rows->step().value()) queries.emplace_back(rows->text(0));
    };
    collect("SELECT CONCAT('DROP TABLE ', table_name) FROM information_schema.tables WHERE table_schema = DATABASE()");
    collect("SELECT CONCAT('KILL ', id) FROM information_schema.processlist WHERE db = DATABASE()"
            " AND id <> CONNECTION_ID()");
    REQUIRE(queries.size() > 3);
    for (const std::string& query : queries) {
      REQUIRE(scratch.database().execute(query));
    }
    REQUIRE(store.commit({}, std::array{seen("k", 1, 2)}));
    CHECK(*read(store, "k") == TripletTimes{1, 2});
  }
}

TEST_CASE("old rows are removed by one statement a step") {
  if (!has_mariadb()) return;
  test::ScratchDatabase scratch("mariadb");
  base::SystemClock clock;
  MariadbStore store(scratch.source(), clock);
  std::vector<TripletEntry> many;
  for (int i = 0; i < 150; ++i) {
    many.push_back(seen("10.0.0.0/s" + std::to_string(i) + "@a/r@b", i < 100 ? 100 : 900'000, i < 100 ? 100 : 900'000));
  }
  REQUIRE(store.commit({}, many));
  const auto number = [&](const std::string& query, int column) {
    auto row = scratch.database().query(query);
    REQUIRE(row);
    REQUIRE(row->step().value());
    return base::to_number<std::int64_t>(row->text(column)).value_or(-1);
  };
  const auto statements = [&] { return number("SHOW GLOBAL STATUS LIKE 'Com_delete'", 1); };
  const auto rows = [&] { return number("SELECT COUNT(*) FROM greylist_triplet", 0); };
  const Settings settings;
  std::int64_t steps = 0, before = statements();
  for (std::int64_t left = 150; left > 50; ++steps) {
    REQUIRE(steps < 20);
    CHECK(store.tidy(settings, 900'100).value());
    CHECK(left - rows() <= 32);
    left = rows();
    const std::int64_t after = statements();
    CHECK(after - before <= 1);
    before = after;
  }
  CHECK(steps == 4);
  while (store.tidy(settings, 900'100).value()) {
  }
  CHECK(rows() == 50);
  // One that another host used meanwhile stays.
  StoredRow changed{record_id("10.0.0.0/s120@a/r@b"), 900'000, 800'000, ""};
  StoredRow same{record_id("10.0.0.0/s121@a/r@b"), 900'000, 900'000, ""};
  REQUIRE(delete_unchanged(scratch.database(), kTriplets, std::array{changed, same}));
  CHECK(rows() == 49);
}

TEST_CASE("tables are made at the first connection, and a table that is there is left alone") {
  if (!has_mariadb()) return;
  test::ScratchDatabase scratch("mariadb");
  base::SystemClock clock;
  MariadbStore one(scratch.source(), clock);
  CHECK_FALSE(read(one, "k"));
  REQUIRE(one.commit({}, std::array{seen("k", 1, 2)}));
  MariadbStore two(scratch.source(), clock);
  CHECK(*read(two, "k") == TripletTimes{1, 2});
}
