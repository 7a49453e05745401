// SPDX-License-Identifier: MIT
#include "lmtp/message/date.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::message;

TEST_CASE("dates of mails are read with their zone") {
  CHECK(parse_date("Tue, 03 Mar 2026 10:00:00 +0100") == DateTime{1772528400, 60});
  CHECK(parse_date("3 Mar 2026 10:00 -0030 (comment)") == DateTime{1772533800, -30});
  CHECK(parse_date("Thu, 1 Jan 1970 00:00:00 GMT") == DateTime{0, 0});
  CHECK(parse_date("1 Jan 70 00:00:00 EST") == DateTime{18000, -300});
  CHECK(parse_date(" Fri ,\t21 Nov 97 09(comment):   55  :  06 -0600")->unix_seconds == 880127706);
  CHECK(parse_date("1 Jan 26 00:00:00 X")->zone_minutes == 0);
  CHECK(parse_date("1 Jan 126 00:00 +0000") == parse_date("1 Jan 2026 00:00 +0000"));
}

TEST_CASE("what is no date is refused") {
  for (const char* text :
       {"", "Tue", "Tue, 03 Foo 2026 10:00:00 +0100", "32 Jan 2026 10:00 +0000", "29 Feb 2025 10:00 +0000",
        "1 Jan 2026 24:00 +0000", "1 Jan 2026 10:60 +0000", "1 Jan 2026 10:00 +9", "1 Jan 2026",
        "2026-03-03T10:00:00Z", "1 Jan 2026 10:00 +0160"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_date(text).has_value());
  }
}

TEST_CASE("a moment is taken apart in any zone") {
  const CivilTime t = civil_time(1772528400, 60);
  CHECK(t.year == 2026);
  CHECK(t.month == 3);
  CHECK(t.day == 3);
  CHECK(t.hour == 10);
  CHECK(t.weekday == 2);
  CHECK(t.modified_julian_day == 61102);
  CHECK(civil_time(-1, 0).year == 1969);
  CHECK(civil_time(-1, 0).second == 59);
  CHECK(civil_time(0, -1).day == 31);
  CHECK(format_date(1772528400, 60) == "Tue, 03 Mar 2026 10:00:00 +0100");
  CHECK(format_zone(-90) == "-0130");
  CHECK(parse_zone_offset("-0130") == -90);
  CHECK_FALSE(parse_zone_offset("0130").has_value());
  CHECK_FALSE(parse_zone_offset("+01:0").has_value());
}
