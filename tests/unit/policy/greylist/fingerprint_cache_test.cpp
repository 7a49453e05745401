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

TEST_CASE("a newer record takes the place of an older one") {
  Cache cache(8);
  cache.put(3, 1);
  cache.put(11, 2);
  CHECK_FALSE(cache.find(3));
  REQUIRE(cache.find(11));
  CHECK(*cache.find(11) == 2);
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
