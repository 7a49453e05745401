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

TEST_CASE("a further sight is stored only where it can matter later") {
  const Settings s;
  auto waiting = triplet(kStart, kStart);
  see_triplet(s, waiting, kStart + 200);
  CHECK_FALSE(waiting.changed);
  CHECK(waiting.times == TripletTimes{kStart, kStart});
  see_triplet(s, waiting, kStart + 300);  // it passes: that must be known
  CHECK(waiting.changed);
  CHECK(waiting.times == TripletTimes{kStart, kStart + 300});
  auto passed = triplet(kStart, kStart + 300);
  CHECK(see_triplet(s, passed, kStart + 3900).kind == Kind::pass);
  CHECK_FALSE(passed.changed);
  CHECK(see_triplet(s, passed, kStart + 3901).kind == Kind::pass);
  CHECK(passed.changed);  // once an hour
  CHECK(passed.times == TripletTimes{kStart, kStart + 3901});
}

TEST_CASE("a sight before the last one is stored: the clock was set back") {
  auto passed = triplet(kStart, kStart + 400);
  CHECK(see_triplet({}, passed, kStart + 100).left == 200);
  CHECK(passed.times == TripletTimes{kStart, kStart + 100});
}

TEST_CASE("with a short max_age the stored last sight stays near the real one") {
  Settings s;
  s.max_age = std::chrono::minutes(30);
  s.delay = std::chrono::seconds(1);
  auto entry = triplet(kStart, kStart + 1);
  for (std::int64_t now = kStart + 2; now < kStart + 4 * 3600; now += 7) {
    REQUIRE(see_triplet(s, entry, now).kind == Kind::pass);
    REQUIRE(now - entry.times->last <= 18);
  }
}

TEST_CASE("what is stored decides as if every sight had been stored") {
  // The record as Postgrey keeps it, beside ours: the same decisions, whatever the clock does.
  std::uint32_t state = 12345;
  const auto random = [&state](std::uint32_t below) {
    state = state * 1664525 + 1013904223;
    return static_cast<std::int64_t>((state >> 8) % below);
  };
  const Settings s;
  for (int run = 0; run < 300; ++run) {
    TripletEntry ours;
    TripletEntry theirs;
    std::int64_t now = kStart;
    for (int i = 0; i < 60; ++i) {
      now = std::max(kStart, now + (random(12) == 0 ? -random(900) : random(3) == 0 ? random(90'000) : random(400)));
      const auto mine = see_triplet(s, ours, now);
      const auto other = see_triplet(s, theirs, now);
      theirs.times->last = now;
      REQUIRE(mine.kind == other.kind);
      REQUIRE(mine.left == other.left);
      REQUIRE(mine.date_corrected == other.date_corrected);
    }
  }
}
