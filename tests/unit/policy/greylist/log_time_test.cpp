// SPDX-License-Identifier: MIT
#include "policy/greylist/log_time.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::policy::greylist;

namespace {

std::int64_t between(std::string_view first, std::string_view later) {
  const auto from = log_time(first), to = log_time(later);
  REQUIRE(from);
  REQUIRE(to);
  return seconds_between(*from, *to);
}

}  // namespace

TEST_CASE("times of syslog's and of rsyslog's lines") {
  CHECK(between("Nov 23 08:31:58 mx postgrey[1]: x", "Nov 23 08:36:59 mx postgrey[1]: x") == 301);
  CHECK(between("Nov  9 23:59:59 mx", "Nov 10 00:00:01 mx") == 2);
  CHECK(between("2026-11-23T08:31:58.125+01:00 mx", "2026-11-23T08:36:59.9+01:00 mx") == 301);
  CHECK(between("2026-10-25T02:59:00+02:00 mx", "2026-10-25T02:01:00+01:00 mx") == 120);  // the night summer ends
  CHECK(between("2026-11-23T08:31:58-0500 mx", "2026-11-23T13:31:59Z mx") == 1);
  CHECK(between("2026-11-23 08:31:58 mx", "2026-11-24 08:31:58,5 mx") == 86400);
}

TEST_CASE("a log that goes over the turn of a year it does not tell") {
  CHECK(between("Dec 31 23:59:58 mx", "Jan  1 00:00:03 mx") == 5);
  CHECK(between("Feb 28 23:59:58 mx", "Mar  1 00:00:00 mx") >= 2);
}

TEST_CASE("a clock that was set back counts as no time") {
  CHECK(between("Nov 23 08:31:58 mx", "Nov 23 08:31:50 mx") == 0);
  CHECK(between("2026-12-31 23:59:59 mx", "2026-01-01 00:00:00 mx") == 0);
}

TEST_CASE("what is no time at a line's beginning") {
  for (const char* line : {"", "action=greylist, reason=new", "Foo 23 08:31:58 mx", "Nov 23 08-31-58 mx", "Nov xx 08:31:58",
                           "2026-11-23T08:31", "2026/11/23-08:31:58 postgrey", "abcd-ef-ghTij:kl:mn"}) {
    INFO(line);
    CHECK_FALSE(log_time(line));
  }
}
