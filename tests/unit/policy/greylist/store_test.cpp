// SPDX-License-Identifier: MIT
// What every greylist store does, on each of them: the fake, SQLite in memory and in a file, with the recent
// part settling all the time, and MariaDB where a test server is named.
#include "policy/greylist/store.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/policy/greylist/stores.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

namespace {

constexpr std::int64_t kStart = 1'700'000'000;

std::optional<TripletTimes> triplet_of(Store& store, const std::string& key) {
  std::vector<TripletEntry> entries(1);
  entries[0].key = key;
  REQUIRE(store.read_triplets(entries));
  return entries[0].times;
}

std::optional<ClientCount> client_of(Store& store, const std::string& key) {
  std::vector<ClientEntry> entries(1);
  entries[0].key = key;
  REQUIRE(store.read_clients(entries));
  return entries[0].count;
}

// As a batch does: read, change, commit.
void put(Store& store, const std::string& key, TripletTimes times) {
  std::vector<TripletEntry> entries(1);
  entries[0].key = key;
  REQUIRE(store.read_triplets(entries));
  entries[0].restarted = entries[0].times && entries[0].times->first != times.first;
  entries[0].times = times;
  entries[0].changed = true;
  REQUIRE(store.commit({}, entries));
}

void put(Store& store, const std::string& key, ClientCount count) {
  std::vector<ClientEntry> entries(1);
  entries[0].key = key;
  REQUIRE(store.read_clients(entries));
  entries[0].count = count;
  entries[0].changed = true;
  REQUIRE(store.commit(entries, {}));
}

std::map<std::string, TripletTimes> all_triplets(Store& store, std::size_t page = 3) {
  std::map<std::string, TripletTimes> all;
  std::string cursor;
  do {
    auto some = store.triplets_from(cursor, page);
    REQUIRE(some);
    for (const auto& [key, times] : some->rows) {
      CHECK(all.emplace(key, times).second);
    }
    cursor = some->next;
  } while (!cursor.empty());
  return all;
}

std::map<std::string, ClientCount> all_clients(Store& store) {
  std::map<std::string, ClientCount> all;
  std::string cursor;
  do {
    auto some = store.clients_from(cursor, 2);
    REQUIRE(some);
    all.insert(some->rows.begin(), some->rows.end());
    cursor = some->next;
  } while (!cursor.empty());
  return all;
}

void tidy_fully(Store& store, const Settings& settings, std::int64_t now) {
  for (int steps = 0; steps < 1000; ++steps) {
    const auto more = store.tidy(settings, now);
    REQUIRE(more);
    if (!*more) return;
  }
  FAIL("tidy does not come to an end");
}

}  // namespace

TEST_CASE("greylist stores") {
  auto made = GENERATE(from_range(test::greylist_stores()));
  INFO(made.name);
  auto opened = made.open();
  Store& store = *opened->store;

  SECTION("what is not known reads as nothing") {
    CHECK_FALSE(triplet_of(store, "1.2.3.0/s@a/r@b"));
    CHECK_FALSE(client_of(store, "1.2.3.4"));
    CHECK(all_triplets(store).empty());
    CHECK(all_clients(store).empty());
  }
  SECTION("what was committed is read back, also when changed again") {
    put(store, "a", TripletTimes{kStart, kStart});
    put(store, "c", ClientCount{1, kStart});
    CHECK(triplet_of(store, "a") == TripletTimes{kStart, kStart});
    CHECK(client_of(store, "c") == ClientCount{1, kStart});
    put(store, "a", TripletTimes{kStart, kStart + 50});
    put(store, "a", TripletTimes{kStart + 99, kStart + 99});
    put(store, "c", ClientCount{2, kStart + 3600});
    CHECK(triplet_of(store, "a") == TripletTimes{kStart + 99, kStart + 99});
    CHECK(client_of(store, "c") == ClientCount{2, kStart + 3600});
  }
  SECTION("one batch holds many, and any octets") {
    std::vector<TripletEntry> entries;
    for (int i = 0; i < 300; ++i) {
      entries.emplace_back().key = "net/s" + std::to_string(i) + "\xff'\"\\/r";
    }
    REQUIRE(store.read_triplets(entries));
    for (auto& entry : entries) {
      entry.times = TripletTimes{kStart, kStart};
      entry.changed = true;
    }
    REQUIRE(store.commit({}, entries));
    std::vector<TripletEntry> again(entries.size());
    for (std::size_t i = 0; i < again.size(); ++i) {
      again[i].key = entries[entries.size() - 1 - i].key;
    }
    REQUIRE(store.read_triplets(again));
    for (const auto& entry : again) {
      CHECK(entry.times == TripletTimes{kStart, kStart});
    }
    CHECK(all_triplets(store, 64).size() == 300);
  }
  SECTION("entries that were not changed are not stored") {
    std::vector<TripletEntry> entries(1);
    entries[0].key = "a";
    entries[0].times = TripletTimes{1, 1};
    REQUIRE(store.commit({}, entries));
    CHECK_FALSE(triplet_of(store, "a"));
  }
  SECTION("listing gives each record once, with its newest state") {
    for (int i = 0; i < 20; ++i) {
      put(store, "t" + std::to_string(i), TripletTimes{kStart, kStart});
      put(store, "c" + std::to_string(i), ClientCount{i, kStart});
    }
    for (int i = 0; i < 20; i += 2) {
      put(store, "t" + std::to_string(i), TripletTimes{kStart, kStart + 300});
    }
    const auto triplets = all_triplets(store);
    CHECK(triplets.size() == 20);
    CHECK(triplets.at("t4") == TripletTimes{kStart, kStart + 300});
    CHECK(triplets.at("t5") == TripletTimes{kStart, kStart});
    CHECK(all_clients(store).size() == 20);
  }
  SECTION("forgotten records are gone and may come again") {
    put(store, "a", TripletTimes{kStart, kStart});
    put(store, "b", TripletTimes{kStart, kStart});
    put(store, "c", ClientCount{3, kStart});
    REQUIRE(store.forget(std::vector<std::string>{"c", "never"}, std::vector<std::string>{"a", "never"}));
    CHECK_FALSE(triplet_of(store, "a"));
    CHECK_FALSE(client_of(store, "c"));
    CHECK(all_triplets(store).size() == 1);
    put(store, "a", TripletTimes{kStart + 5, kStart + 5});
    CHECK(triplet_of(store, "a") == TripletTimes{kStart + 5, kStart + 5});
    CHECK(all_triplets(store).size() == 2);
  }
  SECTION("the clean-up removes what is old and nothing else") {
    const Settings settings;
    put(store, "never came back", TripletTimes{kStart, kStart});
    put(store, "passed", TripletTimes{kStart, kStart + 400});
    put(store, "old client", ClientCount{9, kStart});
    put(store, "client", ClientCount{9, kStart + 10 * 86400});
    for (int i = 0; i < 300; ++i) {
      put(store, "recent" + std::to_string(i), TripletTimes{kStart + 36 * 86400, kStart + 36 * 86400});
    }
    tidy_fully(store, settings, kStart + 3 * 86400);
    CHECK(triplet_of(store, "passed"));
    if (made.settles || made.name == "fake") CHECK_FALSE(triplet_of(store, "never came back"));
    tidy_fully(store, settings, kStart + 36 * 86400);
    const auto left = all_triplets(store, 100);
    CHECK(left.size() >= 300);
    if (made.settles || made.name == "fake") CHECK(left.size() == 300);
    CHECK_FALSE(client_of(store, "old client"));
    CHECK(client_of(store, "client"));
  }
  SECTION("what was committed is there after the store was closed") {
    if (!made.reopens) return;
    for (int i = 0; i < 50; ++i) {
      put(store, "t" + std::to_string(i), TripletTimes{kStart, kStart});
    }
    put(store, "t7", TripletTimes{kStart, kStart + 300});
    put(store, "c", ClientCount{3, kStart});
    REQUIRE(store.forget({}, std::vector<std::string>{"t8", "t9"}));
    put(store, "t9", TripletTimes{kStart + 9, kStart + 9});
    opened->reopen();
    Store& again = *opened->store;
    CHECK(triplet_of(again, "t0") == TripletTimes{kStart, kStart});
    CHECK(triplet_of(again, "t7") == TripletTimes{kStart, kStart + 300});
    CHECK_FALSE(triplet_of(again, "t8"));
    CHECK(triplet_of(again, "t9") == TripletTimes{kStart + 9, kStart + 9});
    CHECK(client_of(again, "c") == ClientCount{3, kStart});
    CHECK(all_triplets(again).size() == 49);
    put(again, "t50", TripletTimes{kStart, kStart});
    opened->reopen();
    CHECK(all_triplets(*opened->store).size() == 50);
  }
}
