// SPDX-License-Identifier: MIT
#include "sasl/passdb/cache.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/fake_clock.hpp"

using namespace dovetail::sasl;
using std::chrono::seconds;

namespace {

Answer found(const char* password) {
  Found answer;
  answer.password = password;
  return answer;
}

struct Fixture {
  explicit Fixture(std::size_t bytes = 100'000) : cache(bytes, seconds(100), seconds(10)) {}
  void pass(int time) {
    clock.advance(seconds(time));
    cache.set_time(clock.mono());
  }
  dovetail::test::FakeClock clock;
  AuthCache cache;
};

}  // namespace

TEST_CASE("Answers are kept for their time, unknown users for a shorter one") {
  Fixture f;
  f.cache.put("1\ta", "a", found("x"));
  f.cache.put("1\tb", "b", Unknown{});
  f.cache.put("1\tc", "c", Broken{"down"});
  CHECK(f.cache.entries() == 2);
  CHECK(std::get<Found>(f.cache.find("1\ta")->answer).password == "x");
  CHECK(f.cache.find("1\tb")->fresh);
  CHECK_FALSE(f.cache.find("1\tc"));
  f.pass(10);
  CHECK_FALSE(f.cache.find("1\tb")->fresh);
  CHECK(f.cache.find("1\ta")->fresh);
  CHECK(f.cache.find("1\ta")->old_enough);
  f.pass(90);
  CHECK_FALSE(f.cache.find("1\ta")->fresh);
}

TEST_CASE("An entry knows whether its last password was right") {
  Fixture f;
  f.cache.put("k", "u", found("x"));
  CHECK_FALSE(f.cache.find("k")->last_matched);
  f.cache.set_matched("k", true);
  CHECK(f.cache.find("k")->last_matched);
}

TEST_CASE("The least recently used ones make room") {
  Fixture f(2000);
  for (int number = 0; number < 50; ++number) {
    f.cache.put("key" + std::to_string(number), "u", found("x"));
    static_cast<void>(f.cache.find("key0"));
  }
  CHECK(f.cache.bytes() <= 2000);
  CHECK(f.cache.find("key0"));
  CHECK(f.cache.find("key49"));
  CHECK_FALSE(f.cache.find("key1"));
}

TEST_CASE("Flushing all, or some by their user") {
  Fixture f;
  f.cache.put("1", "alice@a", found("x"));
  f.cache.put("2", "bob@a", found("x"));
  f.cache.put("3", "alice@b", found("x"));
  CHECK(f.cache.flush("alice*") == 2);
  CHECK(f.cache.flush() == 1);
  CHECK(f.cache.bytes() == 0);
}

TEST_CASE("negative ttl 0 keeps no unknown users") {
  AuthCache cache(10'000, seconds(10), seconds(0));
  cache.put("k", "u", Unknown{});
  CHECK(cache.entries() == 0);
}
