// SPDX-License-Identifier: MIT
#include "libcommon/daemon/status_report.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("a report is one JSON object in the order added") {
  daemon::StatusReport inner;
  inner.add("connections", std::size_t{3});
  daemon::StatusReport report;
  report.add("name", "x");
  report.add("count", -5);
  report.add("on", true);
  report.add_object("inner", inner);
  CHECK(report.json() == R"({"name":"x","count":-5,"on":true,"inner":{"connections":3}})");
}

TEST_CASE("an empty report is an empty object") {
  CHECK(daemon::StatusReport().json() == "{}");
}

TEST_CASE("any bytes become a JSON string") {
  CHECK(daemon::StatusReport::quoted("a\"b\\c") == R"("a\"b\\c")");
  CHECK(daemon::StatusReport::quoted(std::string_view("\0\n\xff", 3)) == R"("???")");
  CHECK(daemon::StatusReport::quoted("grüß") == "\"grüß\"");
}
