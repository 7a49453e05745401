// SPDX-License-Identifier: MIT
#include "libcommon/table/cache_index.hpp"

#include <map>
#include <random>
#include <string>

#include "tests/support/catch.hpp"

using namespace dovetail::table;

TEST_CASE("an index finds what was added until it is removed") {
  CacheIndex index;
  const auto one = CacheEntry::make(1, "key", "text");
  const auto other = CacheEntry::make(2, "key", std::nullopt);
  index.add(*one);
  index.add(*other);
  CHECK(index.find(1, "key") == one.get());
  CHECK(index.find(2, "key") == other.get());
  CHECK(index.find(3, "key") == nullptr);
  CHECK(index.find(1, "ke") == nullptr);
  index.remove(*one);
  CHECK(index.find(1, "key") == nullptr);
  CHECK(index.find(2, "key") == other.get());
  CHECK(index.size() == 1);
  index.clear();
  CHECK(index.find(2, "key") == nullptr);
}

TEST_CASE("an entry holds key and text in one piece") {
  const auto found = CacheEntry::make(7, std::string("k\0y", 3), "text");
  CHECK(found->key() == std::string_view("k\0y", 3));
  CHECK(found->text() == "text");
  CHECK(found->found());
  CHECK(found->is(7, std::string_view("k\0y", 3)));
  const auto none = CacheEntry::make(7, "", std::nullopt);
  CHECK_FALSE(none->found());
  CHECK(none->text().empty());
}

// Against std::map, with so few different keys that places collide and gaps are closed all the time.
TEST_CASE("an index agrees with a map through random additions and removals") {
  std::mt19937 random(42);
  CacheIndex index;
  std::map<std::string, CacheEntry::Owner> model;
  for (int step = 0; step < 50'000; ++step) {
    const std::string key = std::to_string(random() % 300);
    if (const auto at = model.find(key); at != model.end()) {
      REQUIRE(index.find(1, key) == at->second.get());
      index.remove(*at->second);
      model.erase(at);
    } else {
      REQUIRE(index.find(1, key) == nullptr);
      index.add(*model.emplace(key, CacheEntry::make(1, key, key)).first->second);
    }
    REQUIRE(index.size() == model.size());
  }
  for (const auto& [key, entry] : model)
    CHECK(index.find(1, key) == entry.get());
}
