// SPDX-License-Identifier: MIT
#include "libcommon/table/cache.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table;
using namespace std::chrono_literals;

namespace {

const Lifetimes kTimes{60s, 5s, 3600s, 0s};
const dovetail::base::MonoTime kStart{};

}  // namespace

TEST_CASE("answers are fresh for their time, then stale, then gone") {
  Cache cache({100, 100'000});
  cache.put(1, "k", "v", kTimes, kStart);
  cache.put(1, "none", std::nullopt, kTimes, kStart);
  REQUIRE(cache.find(1, "k", kStart + 59s));
  CHECK(cache.find(1, "k", kStart + 59s)->fresh(kStart + 59s));
  CHECK(cache.find(1, "k", kStart)->text() == "v");
  CHECK_FALSE(cache.find(1, "none", kStart)->found());
  const Cache::Entry* stale = cache.find(1, "k", kStart + 61s);
  REQUIRE(stale);
  CHECK_FALSE(stale->fresh(kStart + 61s));
  CHECK(stale->usable_stale(kStart + 61s));
  CHECK_FALSE(cache.find(1, "none", kStart + 6s));
  CHECK_FALSE(cache.find(1, "k", kStart + 3661s));
  CHECK_FALSE(cache.find(2, "k", kStart));
}

TEST_CASE("a new answer replaces the old one, also of the other kind") {
  Cache cache({100, 100'000});
  cache.put(1, "k", "v", kTimes, kStart);
  cache.put(1, "k", std::nullopt, kTimes, kStart);
  CHECK_FALSE(cache.find(1, "k", kStart)->found());
  CHECK(cache.positive().entries == 0);
  CHECK(cache.negative().entries == 1);
}

TEST_CASE("zero switches a kind off") {
  Cache cache({100, 100'000});
  cache.put(1, "k", std::nullopt, {60s, 0s, 0s, 0s}, kStart);
  CHECK_FALSE(cache.find(1, "k", kStart));
}

TEST_CASE("a flood of unknown keys leaves the known ones alone") {
  Cache cache({1000, 1'000'000});
  cache.put(1, "hot", "v", kTimes, kStart);
  for (int i = 0; i < 10'000; ++i)
    cache.put(1, "x" + std::to_string(i), std::nullopt, kTimes, kStart);
  CHECK(cache.find(1, "hot", kStart));
  CHECK(cache.negative().entries <= 250);
  CHECK(cache.negative().evictions >= 9'750);
}

TEST_CASE("an entry that was asked for is spared") {
  Cache cache({4, 1'000'000});  // three positive ones
  for (const char* key : {"a", "b", "c"})
    cache.put(1, key, "v", kTimes, kStart);
  CHECK(cache.find(1, "a", kStart));
  cache.put(1, "d", "v", kTimes, kStart);
  CHECK(cache.find(1, "a", kStart));
  CHECK_FALSE(cache.find(1, "b", kStart));
}

TEST_CASE("bytes are bounded, too") {
  Cache cache({1'000'000, 100'000});
  for (int i = 0; i < 1000; ++i)
    cache.put(1, "k" + std::to_string(i), std::string(1000, 'v'), kTimes, kStart);
  CHECK(cache.positive().bytes <= 75'000);
  cache.put(1, "huge", std::string(200'000, 'v'), kTimes, kStart);
  CHECK_FALSE(cache.find(1, "huge", kStart));
}

TEST_CASE("flush by key, by table, all") {
  Cache cache({100, 100'000});
  for (TableId table : {1u, 2u}) {
    cache.put(table, "a", "v", kTimes, kStart);
    cache.put(table, "b", std::nullopt, kTimes, kStart);
  }
  CHECK(cache.flush(1, "a") == 1);
  CHECK(cache.flush(1, "a") == 0);
  CHECK(cache.flush(2) == 2);
  CHECK(cache.find(1, "b", kStart));
  CHECK(cache.flush() == 1);
  CHECK(cache.negative().bytes == 0);
}

TEST_CASE("smaller limits drop what is too much at once") {
  Cache cache({1000, 1'000'000});
  for (int i = 0; i < 500; ++i)
    cache.put(1, "k" + std::to_string(i), "v", kTimes, kStart);
  cache.set_limits({40, 1'000'000});
  CHECK(cache.positive().entries == 30);
  CHECK(cache.find(1, "k499", kStart));
  CHECK_FALSE(cache.find(1, "k0", kStart));
}

TEST_CASE("hot entries outlive a flood of keys of their own kind as long as they are asked for") {
  Cache cache({1000, 1'000'000});
  for (int i = 0; i < 100; ++i)
    cache.put(1, "hot" + std::to_string(i), "v", kTimes, kStart);
  for (int i = 0; i < 20'000; ++i) {
    cache.put(1, "x" + std::to_string(i), "v", kTimes, kStart);
    REQUIRE(cache.find(1, "hot" + std::to_string(i % 100), kStart));
  }
  CHECK(cache.positive().entries == 750);
}

TEST_CASE("100 000 entries as mail servers have them stay far below the limit of 64 MiB") {
  Cache cache({200'000, 64 * 1024 * 1024});
  for (int i = 0; i < 100'000; ++i) {
    const std::string name = "firstname.lastname" + std::to_string(i) + "@department.example.org";
    cache.put(1, name, "example.org/" + name.substr(0, 24) + "/Maildir/", kTimes, kStart);
  }
  CHECK(cache.positive().entries == 100'000);
  CHECK(cache.positive().evictions == 0);
  CHECK(cache.positive().bytes < 24 * 1024 * 1024);
}
