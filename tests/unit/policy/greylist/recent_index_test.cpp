// SPDX-License-Identifier: MIT
#include "policy/greylist/recent_index.hpp"

#include "tests/support/catch.hpp"

using dovetail::policy::greylist::IndexEntry;
using dovetail::policy::greylist::RecentIndex;

TEST_CASE("entries are found by fingerprint, through all growth") {
  RecentIndex index;
  CHECK(index.find(1) == nullptr);
  for (std::uint64_t i = 1; i <= 10'000; ++i) {
    index.put({i * 0x9e3779b97f4a7c15U, i, 5, 6});
  }
  CHECK(index.size() == 10'000);
  for (std::uint64_t i = 1; i <= 10'000; ++i) {
    const IndexEntry* entry = index.find(i * 0x9e3779b97f4a7c15U);
    REQUIRE(entry != nullptr);
    CHECK(entry->arrival == i);
  }
  CHECK(index.find(12345) == nullptr);
}

TEST_CASE("fingerprints that collide in their low bits are kept apart") {
  RecentIndex index;
  for (std::uint64_t i = 1; i <= 500; ++i) {
    index.put({i << 32, i, 1, 1});
  }
  CHECK(index.find(std::uint64_t{500} << 32)->arrival == 500);
  CHECK(index.find(std::uint64_t{501} << 32) == nullptr);
}

TEST_CASE("a second entry replaces the first") {
  RecentIndex index;
  index.put({7, 1, 10, 20});
  index.put({7, 1, 10, 30});
  CHECK(index.size() == 1);
  CHECK(index.find(7)->last == 30);
  index.put({7, 1, 0, 0});
  CHECK(index.find(7)->forgotten());
}

TEST_CASE("taking all gives them sorted and leaves an empty index") {
  RecentIndex index;
  for (std::uint64_t i : {9U, 3U, 7U, 1U}) {
    index.put({i, i, 1, 1});
  }
  const auto entries = index.take_sorted();
  REQUIRE(entries.size() == 4);
  CHECK(entries[0].fingerprint == 1);
  CHECK(entries[3].fingerprint == 9);
  CHECK(index.size() == 0);
  CHECK(index.find(3) == nullptr);
  index.put({3, 3, 1, 1});
  CHECK(index.find(3) != nullptr);
}
