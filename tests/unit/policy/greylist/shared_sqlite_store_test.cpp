// SPDX-License-Identifier: MIT
#include "policy/greylist/shared_sqlite_store.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/sqlite.hpp"
#include "policy/greylist/sqlite_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

namespace {

constexpr std::int64_t kStart = 1'700'000'000;

std::unique_ptr<SharedSqliteStore> open(const std::string& path) {
  auto opened = SharedSqliteStore::open(path);
  REQUIRE(opened);
  return std::move(*opened);
}

base::Result<void> touch(Store& store, const std::string& key, std::int64_t now) {
  std::vector<TripletEntry> entries(1);
  entries[0].key = key;
  if (auto read = store.read_triplets(entries); !read) return read;
  entries[0].times = TripletTimes{entries[0].times ? entries[0].times->first : now, now};
  entries[0].changed = true;
  return store.commit({}, entries);
}

std::optional<TripletTimes> find(Store& store, const std::string& key) {
  std::vector<TripletEntry> entries(1);
  entries[0].key = key;
  REQUIRE(store.read_triplets(entries));
  REQUIRE(store.commit({}, {}));
  return entries[0].times;
}

std::int64_t number(const std::string& path, const std::string& query) {
  auto database = sql::open_sqlite({.path = path,
                                    .access = sql::SqliteOptions::Access::write,
                                    .cache_kib = std::nullopt,
                                    .autocheckpoint_pages = std::nullopt});
  REQUIRE(database);
  auto row = (*database)->prepare(query);
  REQUIRE(row);
  REQUIRE(row->step());
  return row->integer(0);
}

}  // namespace

TEST_CASE("processes that share a file see each other's records at once, in either direction") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  auto one = open(path);
  auto other = open(path);
  for (int n = 0; n < 300; ++n) {
    const std::string key = "t" + std::to_string(n);
    REQUIRE(touch(n % 2 == 0 ? *one : *other, key, kStart + n));
    CHECK(find(n % 2 == 0 ? *other : *one, key) == TripletTimes{kStart + n, kStart + n});
    REQUIRE(touch(n % 2 == 0 ? *other : *one, key, kStart + n + 400));
    CHECK(find(n % 2 == 0 ? *one : *other, key) == TripletTimes{kStart + n, kStart + n + 400});
  }
  CHECK(number(path, "SELECT count(*) FROM greylist_settled") == 300);
  CHECK(number(path, "SELECT count(*) FROM greylist_arrival") == 300);
  CHECK(number(path, "SELECT count(*) FROM greylist_touch") == 0);
}

TEST_CASE("nothing gathers that the next process would have to read: the marks are at the end") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  auto one = open(path);
  auto other = open(path);
  for (int n = 0; n < 100; ++n) {
    REQUIRE(touch(n % 2 == 0 ? *one : *other, "t" + std::to_string(n), kStart));
  }
  CHECK(number(path, "SELECT count(*) FROM greylist_arrival WHERE arrival > (SELECT CAST(value AS INTEGER) FROM "
                     "greylist_meta WHERE name = 'settled_arrival')") == 0);
}

TEST_CASE("what a daemon left is found by the processes that come after it, and the other way round") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  {
    auto daemon = SqliteStore::open(path, {.settle_at = 64});
    REQUIRE(daemon);
    for (int n = 0; n < 500; ++n) {
      REQUIRE(touch(**daemon, "d" + std::to_string(n), kStart + n));
    }
    REQUIRE(touch(**daemon, "d7", kStart + 1000));
    REQUIRE((*daemon)->forget({}, std::vector<std::string>{"d8"}));
  }
  auto shared = open(path);
  CHECK(find(*shared, "d3") == TripletTimes{kStart + 3, kStart + 3});
  CHECK(find(*shared, "d7") == TripletTimes{kStart + 7, kStart + 1000});
  CHECK_FALSE(find(*shared, "d8"));
  CHECK(find(*shared, "d499") == TripletTimes{kStart + 499, kStart + 499});
  REQUIRE(touch(*shared, "d3", kStart + 2000));
  REQUIRE(touch(*shared, "s", kStart));
  shared.reset();
  auto daemon = SqliteStore::open(path);
  REQUIRE(daemon);
  CHECK(find(**daemon, "d3") == TripletTimes{kStart + 3, kStart + 2000});
  CHECK(find(**daemon, "s") == TripletTimes{kStart, kStart});
  CHECK_FALSE(find(**daemon, "d8"));
}

TEST_CASE("old records go although each process lives for a few steps only") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  const Settings settings;
  {
    auto store = open(path);
    for (int n = 0; n < 700; ++n) {
      REQUIRE(touch(*store, "old" + std::to_string(n), kStart));
    }
    REQUIRE(touch(*store, "fresh", kStart + 40 * 86400));
  }
  int processes = 0;
  bool more = true;
  while (more && processes < 100) {
    auto store = open(path);
    const auto step = store->tidy(settings, kStart + 40 * 86400);
    REQUIRE(step);
    more = *step;
    ++processes;
  }
  CHECK(processes > 5);  // in steps
  CHECK(processes < 12);
  CHECK(number(path, "SELECT count(*) FROM greylist_arrival") == 1);
  CHECK(number(path, "SELECT count(*) FROM greylist_settled") == 1);
  auto store = open(path);
  CHECK(find(*store, "fresh"));
  CHECK_FALSE(store->tidy(settings, kStart + 40 * 86400 + 60).value());  // just done
  CHECK(store->tidy(settings, kStart).value());  // a clock that was set back is no reason to wait
}

TEST_CASE("a row number that was swept away is not given away twice") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  const Settings settings;
  auto store = open(path);
  REQUIRE(touch(*store, "old", kStart));
  while (store->tidy(settings, kStart + 40 * 86400).value()) {
  }
  CHECK(number(path, "SELECT count(*) FROM greylist_arrival") == 0);
  REQUIRE(touch(*store, "fresh", kStart + 40 * 86400));
  CHECK(number(path, "SELECT max(arrival) FROM greylist_arrival") == 2);
}

TEST_CASE("a file that is removed behind our back is made anew") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  auto store = open(path);
  REQUIRE(touch(*store, "a", kStart));
  for (const char* end : {"", "-wal", "-shm"}) {
    static_cast<void>(::unlink((path + end).c_str()));
  }
  CHECK_FALSE(find(*store, "a"));
  REQUIRE(touch(*store, "a", kStart + 5));
  CHECK(find(*store, "a") == TripletTimes{kStart + 5, kStart + 5});
}

TEST_CASE("a file that cannot be opened yet fails batch by batch until it can") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "sub/g.db";
  auto store = SharedSqliteStore::unopened(path);
  CHECK_FALSE(touch(*store, "a", kStart));
  CHECK_FALSE(store->tidy({}, kStart));
  REQUIRE(::mkdir((folder / "sub").c_str(), 0700) == 0);
  CHECK(touch(*store, "a", kStart));
  CHECK(find(*store, "a"));
}
