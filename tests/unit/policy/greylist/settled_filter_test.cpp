// SPDX-License-Identifier: MIT
#include "policy/greylist/settled_filter.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using dovetail::policy::greylist::SettledFilter;

namespace {

// Well mixed, as fingerprints are (splitmix64).
std::uint64_t fingerprint(std::uint64_t n) {
  n += 0x9e3779b97f4a7c15 * (n + 1);
  n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9;
  n = (n ^ n >> 27) * 0x94d049bb133111eb;
  return n ^ n >> 31;
}

std::vector<std::int64_t> rows(std::uint64_t first, std::uint64_t count) {
  std::vector<std::int64_t> all;
  for (std::uint64_t n = first; n < first + count; ++n) {
    all.push_back(static_cast<std::int64_t>(fingerprint(n)));
  }
  return all;
}

}  // namespace

TEST_CASE("until it is filled the filter excludes nothing") {
  SettledFilter filter;
  CHECK_FALSE(filter.excludes(1));
  filter.begin(10);
  CHECK(filter.wants_filling());
  filter.fill(rows(0, 100), false);
  CHECK_FALSE(filter.excludes(fingerprint(5000)));
  filter.fill({}, true);
  CHECK_FALSE(filter.wants_filling());
  CHECK(filter.excludes(fingerprint(5000)));
}

TEST_CASE("what is in the table is never excluded, and little else is let through") {
  constexpr std::uint64_t kRows = 20'000;
  SettledFilter filter;
  filter.begin(kRows);
  filter.fill(rows(0, kRows), true);
  for (std::uint64_t n = 0; n < kRows; ++n) {
    REQUIRE_FALSE(filter.excludes(fingerprint(n)));
  }
  int let_through = 0;
  for (std::uint64_t n = kRows; n < 2 * kRows; ++n) {
    if (!filter.excludes(fingerprint(n))) ++let_through;
  }
  CHECK(let_through < static_cast<int>(kRows / 20));
}

TEST_CASE("what is added while it is being filled is not excluded afterwards") {
  SettledFilter filter;
  filter.begin(100);
  filter.fill(rows(0, 50), false);
  filter.add(fingerprint(777));
  filter.fill({}, true);
  CHECK_FALSE(filter.excludes(fingerprint(777)));
  filter.add(fingerprint(778));
  CHECK_FALSE(filter.excludes(fingerprint(778)));
}

TEST_CASE("a filter that holds more than it was made for asks for a larger one and serves meanwhile") {
  SettledFilter filter;
  filter.begin(0);
  filter.fill({}, true);
  std::uint64_t n = 0;
  while (!filter.too_small()) {
    filter.add(fingerprint(n++));
    REQUIRE(n < 100'000);
  }
  filter.begin(2 * filter.size());
  CHECK_FALSE(filter.too_small());
  CHECK_FALSE(filter.excludes(fingerprint(0)));
  CHECK(filter.excludes(fingerprint(1'000'001)));
  filter.fill(rows(0, n), true);
  for (std::uint64_t one = 0; one < n; ++one) {
    REQUIRE_FALSE(filter.excludes(fingerprint(one)));
  }
}

TEST_CASE("filling goes on behind the last row that was read") {
  SettledFilter filter;
  filter.begin(10);
  const std::vector<std::int64_t> some{-5, 3, 9};
  filter.fill(some, false);
  CHECK(filter.fill_from() == 10);
}

TEST_CASE("the largest filter never asks for a larger one: that would be filled again and again") {
  SettledFilter filter;
  filter.begin(SettledFilter::kMost);
  filter.fill({}, true);
  std::uint64_t n = 0;
  while (filter.size() <= SettledFilter::kMost) {
    filter.add(fingerprint(n++));
  }
  CHECK_FALSE(filter.too_small());
}
