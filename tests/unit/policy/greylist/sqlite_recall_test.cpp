// SPDX-License-Identifier: MIT
// What SqliteStore knows by heart is what it would read.
#include <random>

#include "policy/greylist/sqlite_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

namespace {

constexpr std::int64_t kStart = 1'700'000'000;
const std::string kUnknown = "must be read";
const std::string kNone = "none";

std::string text(const std::optional<TripletTimes>& times) {
  if (!times) return kNone;
  return std::to_string(times->first - kStart) + " to " + std::to_string(times->last - kStart);
}

struct Fixture {
  test::TemporaryFolder folder;
  SqliteStoreOptions options;
  std::unique_ptr<SqliteStore> store;

  explicit Fixture(SqliteStoreOptions wanted = {}) : options(wanted) { reopen(); }
  void reopen() {
    store.reset();
    auto opened = SqliteStore::open(folder / "g.db", options);
    REQUIRE(opened);
    store = std::move(*opened);
  }
  TripletEntry read(const std::string& key) {
    std::vector<TripletEntry> entries(1);
    entries[0].key = key;
    REQUIRE(store->read_triplets(entries));
    REQUIRE(store->commit({}, {}));
    return entries[0];
  }
  void put(const std::string& key, TripletTimes times) {
    std::vector<TripletEntry> entries(1);
    entries[0].key = key;
    REQUIRE(store->read_triplets(entries));
    entries[0].times = times;
    entries[0].changed = true;
    REQUIRE(store->commit({}, entries));
  }
  void put_client(const std::string& key, std::int64_t count) {
    std::vector<ClientEntry> entries(1);
    entries[0].key = key;
    REQUIRE(store->read_clients(entries));
    entries[0].count = ClientCount{count, kStart};
    entries[0].changed = true;
    REQUIRE(store->commit(entries, {}));
  }
  std::string recalled(const std::string& key) {
    TripletEntry entry;
    entry.key = key;
    return store->recall(entry) ? text(entry.times) : kUnknown;
  }
  std::string recalled_client(const std::string& key) {
    ClientEntry entry;
    entry.key = key;
    if (!store->recall(entry)) return kUnknown;
    return entry.count ? std::to_string(entry.count->count) : kNone;
  }
  void settle_all() {
    for (int i = 0; i < 200; ++i) {
      put("other" + std::to_string(i), {kStart, kStart});
    }
  }
};

}  // namespace

TEST_CASE("what is recent, and what was never there, is known by heart") {
  Fixture f;
  f.put("a", {kStart, kStart + 5});
  f.put_client("c", 3);
  CHECK(f.recalled("a") == "0 to 5");
  CHECK(f.recalled("never") == kNone);
  CHECK(f.recalled_client("c") == "3");
  CHECK(f.recalled_client("never") == kNone);
}

TEST_CASE("what has settled is known by heart after it was read once") {
  Fixture f({.settle_at = 8});
  f.put("a", {kStart, kStart});
  f.put_client("c", 3);
  f.settle_all();
  f.reopen();
  CHECK(f.recalled("a") == kUnknown);
  CHECK(f.recalled_client("c") == kUnknown);
  f.read("a");
  CHECK(f.recalled("a") == "0 to 0");
}

TEST_CASE("what is known by heart follows every change") {
  Fixture f({.settle_at = 8});
  f.put("a", {kStart, kStart});
  f.put("b", {kStart, kStart});
  f.settle_all();
  f.read("a");
  f.put("a", {kStart, kStart + 300});
  CHECK(f.recalled("a") == "0 to 300");
  f.settle_all();
  CHECK(f.read("a").times == TripletTimes{kStart, kStart + 300});
  CHECK(f.recalled("a") == "0 to 300");
  f.read("b");
  REQUIRE(f.store->forget({}, std::vector<std::string>{"a"}));
  CHECK(f.recalled("a") == kNone);
  f.settle_all();
  CHECK_FALSE(f.read("a").times);
  const Settings settings;
  while (f.store->tidy(settings, kStart + 40 * 86400).value()) {
  }
  CHECK_FALSE(f.read("b").times);  // swept away
  CHECK(f.recalled("b") == kNone);
}

TEST_CASE("what is recalled is always what is read") {
  Fixture f({.settle_at = 16});
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    const std::string key = "t" + std::to_string(random() % 150);
    const std::string recalled = f.recalled(key);
    const std::string read = text(f.read(key).times);
    if (recalled != kUnknown) CHECK(recalled == read);
    switch (random() % 8) {
      case 0:
      case 1:
        f.put(key, {kStart + round, kStart + round});
        break;
      case 2:
        REQUIRE(f.store->forget({}, std::vector<std::string>{key}));
        break;
      case 3:
        REQUIRE(f.store->tidy({}, kStart + round));
        break;
      case 4:
        if (round % 50 == 0) f.reopen();
        break;
      default:
        break;
    }
  }
}
