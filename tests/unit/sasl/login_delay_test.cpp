// SPDX-License-Identifier: MIT
#include "sasl/login_delay.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using std::chrono::seconds;

namespace {

constexpr std::int64_t kNow = 1'700'000'000;

auto delay(const std::string& value) {
  return sasl::login_delay(value, kNow, [] { return std::uint64_t{23}; });
}

}  // namespace

TEST_CASE("A login waits until its time, and no longer than five minutes") {
  CHECK(*delay("1700000009") == seconds(9));
  CHECK(*delay("1700000300") == seconds(300));
  CHECK(*delay("1699999999") == seconds(0));
  CHECK(*delay("1700000000") == seconds(0));
  CHECK(delay("1700000301").error() == "delay_until timestamp 1700000301 is too much in the future, failing");
}

TEST_CASE("Random seconds are added below their limit") {
  CHECK(*delay("1700000009+10") == seconds(12));
  CHECK(*delay("1700000009+0") == seconds(9));
  CHECK(*delay("1699999000+10") == seconds(0));
  CHECK_FALSE(delay("1700000290+100"));
}

TEST_CASE("What is no time is an error") {
  CHECK(delay("abc").error() == "Invalid delay_until timestamp 'abc'");
  CHECK(delay("").error() == "Invalid delay_until timestamp ''");
  CHECK(delay("-5").error() == "Invalid delay_until timestamp '-5'");
  CHECK(delay("1700000009+x").error() == "Invalid delay_until randomness number 'x'");
  CHECK_FALSE(delay("1700000009+"));
}
