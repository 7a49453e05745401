// SPDX-License-Identifier: MIT
#include "libcommon/config/typed.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace std::chrono_literals;

TEST_CASE("booleans are yes, y, 1 and no") {
  for (const char* yes : {"yes", "YES", "y", "Y", "1", "yEs"}) {
    CHECK(config::parse_bool(yes).value_or(false));
  }
  CHECK_FALSE(config::parse_bool("no").value_or(true));
  CHECK_FALSE(config::parse_bool("No").value_or(true));
  for (const char* wrong : {"true", "on", "off", "n", "0", "", "false", "yess"}) {
    INFO(wrong);
    CHECK_FALSE(config::parse_bool(wrong));
  }
}

TEST_CASE("plugin settings are strings that plugins read loosely") {
  CHECK(config::plugin_bool("yes"));
  CHECK(config::plugin_bool("true"));
  CHECK(config::plugin_bool("x"));
  for (const char* no : {"", "no", "No", "0", "false", "FALSE", "n"}) {
    CHECK_FALSE(config::plugin_bool(no));
  }
}

TEST_CASE("numbers") {
  CHECK(config::parse_number("42").value_or(0) == 42);
  CHECK(config::parse_number("-1").error() == "Number too small: -1");
  CHECK_FALSE(config::parse_number("1x"));
  CHECK_FALSE(config::parse_number(""));
  CHECK_FALSE(config::parse_number("99999999999999999999"));
}

TEST_CASE("modes are octal with a leading zero") {
  CHECK(config::parse_octal("0660").value_or(0) == 0660);
  CHECK(config::parse_octal("432").value_or(0) == 0660);
  CHECK(config::parse_octal("0").value_or(1) == 0);
  CHECK_FALSE(config::parse_octal("0o660"));
  CHECK_FALSE(config::parse_octal("0888"));
  CHECK_FALSE(config::parse_octal("010000"));
}

TEST_CASE("ports") {
  CHECK(config::parse_port("65535").value_or(0) == 65535);
  CHECK_FALSE(config::parse_port("65536"));
  CHECK_FALSE(config::parse_port("smtp"));
}

TEST_CASE("sizes") {
  CHECK(config::parse_size("512").value_or(0) == 512);
  CHECK(config::parse_size("10M").value_or(0) == 10 << 20);
  CHECK(config::parse_size("1 G").value_or(0) == 1 << 30);
  CHECK(config::parse_size("1kb").value_or(0) == 1024);
  CHECK(config::parse_size("1KiB").value_or(0) == 1024);
  CHECK(config::parse_size("1Ki").value_or(0) == 1024);
  CHECK(config::parse_size("5 B").value_or(0) == 5);
  CHECK(config::parse_size("2T").value_or(0) == 2ULL << 40);
  for (const char* wrong : {"1.5M", "M", "1X", "1KB2", "99999999999T", "-1M", ""}) {
    INFO(wrong);
    CHECK_FALSE(config::parse_size(wrong));
  }
}

TEST_CASE("times take any prefix of a unit") {
  CHECK(config::parse_time("0").value_or(1ms) == 0ms);
  CHECK(config::parse_time("5s").value_or(0ms) == 5s);
  CHECK(config::parse_time("5 secs").value_or(0ms) == 5s);
  CHECK(config::parse_time("2 m").value_or(0ms) == 2min);
  CHECK(config::parse_time("2ms").value_or(0ms) == 2ms);
  CHECK(config::parse_time("2 milliseconds").value_or(0ms) == 2ms);
  CHECK(config::parse_time("3 Hours").value_or(0ms) == 3h);
  CHECK(config::parse_time("1d").value_or(0ms) == 24h);
  CHECK(config::parse_time("1 week").value_or(0ms) == 168h);
  for (const char* wrong : {"5", "1h30m", "5 x", "s", "", "-5s", "99999999999999999 weeks"}) {
    INFO(wrong);
    CHECK_FALSE(config::parse_time(wrong));
  }
}

TEST_CASE("a setting in seconds takes milliseconds only by the thousand") {
  CHECK(config::parse_seconds("2000ms").value_or(0s) == 2s);
  CHECK_FALSE(config::parse_seconds("1500ms"));
}

TEST_CASE("lists") {
  CHECK(config::parse_words(" a, b\tc ,,d") == std::vector<std::string>{"a", "b", "c", "d"});
  CHECK(config::parse_words("").empty());
}

TEST_CASE("canonical forms") {
  CHECK(config::format_time(5h) == "5 hours");
  CHECK(config::format_time(24h) == "1 day");
  CHECK(config::format_time(90s) == "90 secs");
  CHECK(config::format_time(1500ms) == "1500 ms");
  CHECK(config::format_time(0ms) == "0");
  CHECK(config::format_size(10 << 20) == "10 M");
  CHECK(config::format_size(1000) == "1000");
  CHECK(config::format_size(0) == "0");
  for (const auto time : {0ms, 1ms, 90'000ms, 86'400'000ms}) {
    CHECK(config::parse_time(config::format_time(time)).value_or(-1ms) == time);
  }
}
