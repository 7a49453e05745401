// SPDX-License-Identifier: MIT
#include "policy/greylist/fingerprint_cache.hpp"

#include "tests/support/catch.hpp"

using Cache = dovetail::policy::greylist::FingerprintCache<int>;

TEST_CASE("a record that was read is remembered, and so is that there was none") {
  Cache cache(8);
  CHECK_FALSE(cache.find(1));
  cache.put(1, 7);
  cache.put(2, std::nullopt);
  REQUIRE(cache.find(1));
  CHECK(*cache.find(1) == 7);
  REQUIRE(cache.find(2));
  CHECK_FALSE(*cache.find(2));
}

TEST_CASE("four that belong into one set live side by side; the fifth takes the place of the oldest") {
  Cache cache(8);  // two sets
  for (int n = 1; n <= 4; ++n) {
    cache.put(static_cast<std::uint64_t>(2 * n), n);
  }
  for (int n = 1; n <= 4; ++n) {
    REQUIRE(cache.find(static_cast<std::uint64_t>(2 * n)));
    CHECK(*cache.find(static_cast<std::uint64_t>(2 * n)) == n);
  }
  cache.put(2, 10);  // once more: the newest now
  CHECK(*cache.find(2) == 10);
  cache.put(12, 6);
  CHECK_FALSE(cache.find(4));
  CHECK(*cache.find(2) == 10);
  CHECK(*cache.find(12) == 6);
  CHECK(*cache.find(6) == 3);
  cache.put(1, 1);  // of the other set
  CHECK(*cache.find(8) == 4);
}

TEST_CASE("a place that was given back is taken first") {
  Cache cache(4);
  for (const std::uint64_t n : {1, 2, 3, 4}) {
    cache.put(n, 0);
  }
  cache.remove(3);
  cache.put(5, 0);
  for (const std::uint64_t n : {1, 2, 4, 5}) {
    CHECK(cache.find(n));
  }
}

TEST_CASE("a record that changes is removed, and nobody else's") {
  Cache cache(8);
  cache.put(3, 1);
  cache.remove(11);
  CHECK(cache.find(3));
  cache.remove(3);
  CHECK_FALSE(cache.find(3));
  cache.put(4, 1);
  cache.clear();
  CHECK_FALSE(cache.find(4));
}
