// SPDX-License-Identifier: MIT
#include "policy/greylist/rules.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::policy::greylist;
using Kind = Sighting::Kind;

namespace {

TripletEntry triplet(std::int64_t first, std::int64_t last) {
  TripletEntry entry;
  entry.times = TripletTimes{first, last};
  return entry;
}

ClientEntry client(std::int64_t count, std::int64_t last) {
  ClientEntry entry;
  entry.count = ClientCount{count, last};
  return entry;
}

constexpr std::int64_t kStart = 1'700'000'000;

}  // namespace

TEST_CASE("a new triplet waits the whole delay") {
  TripletEntry entry;
  const auto seen = see_triplet({}, entry, kStart);
  CHECK(seen.kind == Kind::fresh);
  CHECK(seen.left == 300);
  CHECK(entry.changed);
  CHECK(entry.times == TripletTimes{kStart, kStart});
}

TEST_CASE("it passes after exactly the delay") {
  auto entry = triplet(kStart, kStart);
  CHECK(see_triplet({}, entry, kStart + 299).left == 1);
  const auto seen = see_triplet({}, entry, kStart + 300);
  CHECK(seen.kind == Kind::first_pass);
  CHECK(seen.waited == 300);
  CHECK(see_triplet({}, entry, kStart + 301).kind == Kind::pass);
}

TEST_CASE("a repeat within the same second is new, and changes nothing") {
  auto entry = triplet(kStart, kStart);
  CHECK(see_triplet({}, entry, kStart).kind == Kind::fresh);
  CHECK_FALSE(entry.changed);
}

TEST_CASE("the retry window is strict and measured from the first sight") {
  const std::int64_t window = 2 * 86400;
  auto inside = triplet(kStart, kStart + 100);
  CHECK(see_triplet({}, inside, kStart + window).kind == Kind::first_pass);
  auto outside = triplet(kStart, kStart + 100);
  CHECK(see_triplet({}, outside, kStart + window + 1).kind == Kind::fresh);
  CHECK(outside.restarted);
  CHECK(outside.times->first == kStart + window + 1);
}

TEST_CASE("what passed once passes after the retry window, too") {
  auto entry = triplet(kStart, kStart + 300);
  CHECK(see_triplet({}, entry, kStart + 10 * 86400).kind == Kind::pass);
  CHECK_FALSE(entry.restarted);
}

TEST_CASE("a first sight in the future is corrected") {
  auto entry = triplet(kStart + 1000, kStart + 2000);
  const auto seen = see_triplet({}, entry, kStart);
  CHECK(seen.date_corrected);
  CHECK(seen.kind == Kind::fresh);
  CHECK(entry.times == TripletTimes{kStart, kStart});
  CHECK(entry.restarted);
}

TEST_CASE("a record unseen for longer than max_age is none") {
  const std::int64_t age = 35 * 86400;
  auto old = triplet(kStart, kStart + 400);
  CHECK(see_triplet({}, old, kStart + 400 + age).kind == Kind::pass);
  auto older = triplet(kStart, kStart + 400);
  CHECK(see_triplet({}, older, kStart + 401 + age).kind == Kind::fresh);
}

TEST_CASE("raising the delay greylists again what passed only once") {
  Settings settings;
  settings.delay = std::chrono::seconds(600);
  auto entry = triplet(kStart, kStart + 300);
  CHECK(see_triplet(settings, entry, kStart + 400).kind == Kind::early_retry);
}

TEST_CASE("a delay of nothing lets pass at once") {
  Settings settings;
  settings.delay = std::chrono::seconds(0);
  TripletEntry entry;
  CHECK(see_triplet(settings, entry, kStart).left == 0);
}

TEST_CASE("a client on the auto-whitelist passes and is touched once an hour") {
  auto entry = client(5, kStart);
  CHECK(pass_known_client({}, entry, kStart + 3599));
  CHECK_FALSE(entry.changed);
  CHECK(pass_known_client({}, entry, kStart + 3600));
  CHECK(entry.changed);
  CHECK(entry.count == ClientCount{6, kStart + 3600});
}

TEST_CASE("a client last seen in the future is put right") {
  auto entry = client(5, kStart + 500);
  CHECK(pass_known_client({}, entry, kStart));
  CHECK(entry.count == ClientCount{6, kStart});
}

TEST_CASE("a client below the threshold, or too old, does not pass") {
  auto few = client(4, kStart);
  CHECK_FALSE(pass_known_client({}, few, kStart));
  auto old = client(50, kStart);
  CHECK_FALSE(pass_known_client({}, old, kStart + 35 * 86400 + 1));
  ClientEntry unknown;
  CHECK_FALSE(pass_known_client({}, unknown, kStart));
}

TEST_CASE("a threshold of 0 switches the auto-whitelist off") {
  Settings settings;
  settings.awl_threshold = 0;
  auto entry = client(100, kStart);
  CHECK_FALSE(pass_known_client(settings, entry, kStart));
  CHECK_FALSE(count_success(settings, entry, kStart + 7200));
  CHECK_FALSE(entry.changed);
}

TEST_CASE("successes count at most once an hour, and the last one is told") {
  ClientEntry entry;
  std::int64_t now = kStart;
  for (int i = 1; i <= 5; ++i, now += 3600) {
    CHECK(count_success({}, entry, now) == (i == 5));
    CHECK_FALSE(count_success({}, entry, now + 3599));
    CHECK(entry.count->count == i);
  }
}

TEST_CASE("old clients begin to count anew") {
  auto entry = client(4, kStart);
  CHECK_FALSE(count_success({}, entry, kStart + 36 * 86400));
  CHECK(entry.count->count == 1);
}

TEST_CASE("the clean-up removes the expired, and what never came back") {
  const Settings s;
  CHECK_FALSE(disposable(s, {kStart, kStart}, kStart + 2 * 86400));
  CHECK(disposable(s, {kStart, kStart}, kStart + 2 * 86400 + 1));
  CHECK_FALSE(disposable(s, {kStart, kStart + 300}, kStart + 2 * 86400 + 1));
  CHECK(disposable(s, {kStart, kStart + 300}, kStart + 300 + 35 * 86400 + 1));
}
