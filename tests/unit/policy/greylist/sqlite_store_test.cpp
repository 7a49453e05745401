// SPDX-License-Identifier: MIT
#include "policy/greylist/sqlite_store.hpp"

#include <map>
#include <random>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/sqlite.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

namespace {

constexpr std::int64_t kStart = 1'700'000'000;

std::unique_ptr<SqliteStore> open(const std::string& path, SqliteStoreOptions options = {}) {
  auto opened = SqliteStore::open(path, options);
  REQUIRE(opened);
  return std::move(*opened);
}

base::Result<void> touch(SqliteStore& store, const std::vector<std::string>& keys, std::int64_t now) {
  std::vector<TripletEntry> entries(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    entries[i].key = keys[i];
  }
  if (auto read = store.read_triplets(entries); !read) return read;
  for (auto& entry : entries) {
    entry.times = TripletTimes{entry.times ? entry.times->first : now, now};
    entry.changed = true;
  }
  return store.commit({}, entries);
}

std::optional<TripletTimes> find(SqliteStore& store, const std::string& key) {
  std::vector<TripletEntry> entries(1);
  entries[0].key = key;
  REQUIRE(store.read_triplets(entries));
  return entries[0].times;
}

std::int64_t rows(const std::string& path, const std::string& table) {
  auto database = sql::open_sqlite({.path = path,
                                    .access = sql::SqliteOptions::Access::write,
                                    .cache_kib = std::nullopt,
                                    .autocheckpoint_pages = std::nullopt});
  REQUIRE(database);
  auto row = (*database)->prepare("SELECT count(*) FROM " + table);
  REQUIRE(row);
  REQUIRE(row->step());
  return row->integer(0);
}

}  // namespace

TEST_CASE("recent records move to their place in slices, and nothing changes for the reader") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  auto store = open(path, {.settle_at = 50});
  std::map<std::string, TripletTimes> expected;
  std::mt19937 random(7);
  for (int round = 0; round < 400; ++round) {
    std::vector<std::string> keys;
    for (int i = 0; i < 4; ++i) {
      keys.push_back("t" + std::to_string(random() % 700));
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    REQUIRE(touch(*store, keys, kStart + round));
    for (const auto& key : keys) {
      expected.try_emplace(key, TripletTimes{kStart + round, 0}).first->second.last = kStart + round;
    }
    if (round % 97 == 0)
      store = open(path, {.settle_at = 50});  // as after SIGKILL: nothing is done at the end
  }
  for (const auto& [key, times] : expected) {
    INFO(key);
    CHECK(find(*store, key) == times);
  }
  CHECK(rows(path, "greylist_settled") > 0);
  CHECK(rows(path, "greylist_arrival") == static_cast<std::int64_t>(expected.size()));
  CHECK(rows(path, "greylist_touch") < 600);  // those that are settled are removed
}

TEST_CASE("a row number that was swept away does not come back as settled") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  auto store = open(path, {.settle_at = 2});
  for (int i = 0; i < 10; ++i) {
    REQUIRE(touch(*store, {"old" + std::to_string(i)}, kStart));
  }
  const Settings settings;
  for (auto more = store->tidy(settings, kStart + 40 * 86400); more && *more;) {
    more = store->tidy(settings, kStart + 40 * 86400);
  }
  store = open(path, {.settle_at = 2});
  REQUIRE(touch(*store, {"fresh"}, kStart + 40 * 86400));
  store = open(path, {.settle_at = 2});
  CHECK(find(*store, "fresh") == TripletTimes{kStart + 40 * 86400, kStart + 40 * 86400});
}

TEST_CASE("the same change within one second is written once") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  auto store = open(path);
  REQUIRE(touch(*store, {"a"}, kStart));
  REQUIRE(touch(*store, {"a"}, kStart + 1));
  CHECK(rows(path, "greylist_touch") == 1);
}

TEST_CASE("decisions go on from memory while nothing can be written") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  auto database = sql::open_sqlite({.path = path,
                                    .journal = sql::SqliteOptions::Journal::wal,
                                    .cache_kib = std::nullopt,
                                    .autocheckpoint_pages = std::nullopt});
  REQUIRE(database);
  { REQUIRE(SqliteStore::open(path)); }
  sql::Database& raw = **database;
  auto made = SqliteStore::over(std::move(*database), {.max_unsaved = 3});
  REQUIRE(made);
  SqliteStore& store = **made;
  REQUIRE(touch(store, {"a"}, kStart));
  REQUIRE(raw.execute("PRAGMA query_only = ON"));
  REQUIRE(touch(store, {"b"}, kStart + 1));
  REQUIRE(touch(store, {"a"}, kStart + 400));
  CHECK_FALSE(store.trouble().empty());
  CHECK(find(store, "a") == TripletTimes{kStart, kStart + 400});
  CHECK(find(store, "b") == TripletTimes{kStart + 1, kStart + 1});
  REQUIRE(touch(store, {"c"}, kStart));
  CHECK_FALSE(touch(store, {"d"}, kStart));  // beyond what memory may hold
  CHECK(store.tidy({}, kStart));
  CHECK_FALSE(store.trouble().empty());
  REQUIRE(raw.execute("PRAGMA query_only = OFF"));
  CHECK(store.tidy({}, kStart));
  REQUIRE(touch(store, {"e"}, kStart + 2));
  CHECK(store.trouble().empty());
  auto again = open(path);
  CHECK(find(*again, "a") == TripletTimes{kStart, kStart + 400});
  CHECK(find(*again, "b") == TripletTimes{kStart + 1, kStart + 1});
  CHECK(find(*again, "e"));
}

TEST_CASE("clients that were counted while nothing can be written are known, and saved at the end") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  auto database = sql::open_sqlite({.path = path,
                                    .journal = sql::SqliteOptions::Journal::wal,
                                    .cache_kib = std::nullopt,
                                    .autocheckpoint_pages = std::nullopt});
  REQUIRE(database);
  { REQUIRE(SqliteStore::open(path)); }
  sql::Database& raw = **database;
  auto made = SqliteStore::over(std::move(*database));
  REQUIRE(made);
  SqliteStore& store = **made;
  const auto count = [&](const std::string& client, std::int64_t hits) {
    std::vector<ClientEntry> entries(1);
    entries[0].key = client;
    REQUIRE(store.read_clients(entries));
    entries[0].count = ClientCount{hits, kStart};
    entries[0].changed = true;
    REQUIRE(store.commit(entries, {}));
  };
  const auto hits = [](Store& of, const std::string& client) {
    std::vector<ClientEntry> entries(1);
    entries[0].key = client;
    REQUIRE(of.read_clients(entries));
    REQUIRE(of.commit({}, {}));
    return entries[0].count ? entries[0].count->count : -1;
  };
  count("first", 1);
  REQUIRE(raw.execute("PRAGMA query_only = ON"));
  count("first", 2);
  for (int n = 0; n < 6000; ++n) {  // more than the cache of clients has places
    count("c" + std::to_string(n), n);
  }
  CHECK(hits(store, "first") == 2);
  for (int n = 0; n < 6000; n += 7) {
    REQUIRE(hits(store, "c" + std::to_string(n)) == n);
  }
  const Settings settings;
  CHECK_FALSE(store.close(settings, kStart));
  REQUIRE(raw.execute("PRAGMA query_only = OFF"));
  CHECK(store.close(settings, kStart));
  made->reset();
  auto again = open(path);
  CHECK(hits(*again, "first") == 2);
  CHECK(hits(*again, "c5999") == 5999);
}

TEST_CASE("what is no database is an error at opening") {
  const test::TemporaryFolder folder;
  const auto opened = SqliteStore::open(folder.write("g.db", std::string(5000, 'x')));
  REQUIRE_FALSE(opened);
  CHECK(sql::failure_of(opened.error()) == sql::Failure::damaged);
}

TEST_CASE("times beyond what a record holds are cut") {
  const test::TemporaryFolder folder;
  auto store = open(folder / "g.db");
  REQUIRE(touch(*store, {"a"}, std::int64_t{1} << 40));
  REQUIRE(touch(*store, {"b"}, -5));
  CHECK(find(*store, "a")->last == 0xffff'ffff);
  CHECK(find(*store, "b")->last == 1);
}

TEST_CASE("what settled is still found once the store knows what cannot be there") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  auto store = open(path, {.settle_at = 64});
  const Settings settings;
  std::vector<std::string> keys;
  for (int n = 0; n < 20'000; ++n) {
    keys.push_back("t" + std::to_string(n));
  }
  for (std::size_t at = 0; at < keys.size(); at += 100) {
    const auto first = keys.begin() + static_cast<std::ptrdiff_t>(at);
    REQUIRE(touch(*store, {first, first + 100}, kStart));
    if (at % 1000 == 0) REQUIRE(store->tidy(settings, kStart));  // fills, and grows, the filter meanwhile
    if (at == 10'000) store = open(path, {.settle_at = 64});
  }
  for (int round = 0; round < 50; ++round) {
    REQUIRE(store->tidy(settings, kStart));
  }
  for (const std::string& key : keys) {
    INFO(key);
    REQUIRE(find(*store, key) == TripletTimes{kStart, kStart});
    REQUIRE(store->commit({}, {}));
  }
  CHECK_FALSE(find(*store, "never seen"));
  REQUIRE(store->commit({}, {}));
}

TEST_CASE("old records are removed in small steps, between which batches find their turn") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  auto store = open(path, {.settle_at = 64});
  for (int n = 0; n < 1000; n += 50) {
    std::vector<std::string> keys;
    for (int i = n; i < n + 50; ++i) {
      keys.push_back("old" + std::to_string(i));
    }
    REQUIRE(touch(*store, keys, kStart));
  }
  const std::int64_t later = kStart + 40 * 86400;
  std::int64_t before = rows(path, "greylist_arrival");
  int steps = 0;
  for (bool more = true; more; ++steps) {
    const auto done = store->tidy({}, later);
    REQUIRE(done);
    more = *done;
    const std::int64_t left = rows(path, "greylist_arrival");
    CHECK(before - left <= 128);
    before = left;
    REQUIRE(touch(*store, {"new" + std::to_string(steps)}, later));
    before += 1;
  }
  CHECK(steps > 7);
  CHECK(before < 200);  // what had not settled waits for a later walk
}
