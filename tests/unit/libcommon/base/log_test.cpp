// SPDX-License-Identifier: MIT
#include "libcommon/base/log.hpp"

#include "tests/support/captured_log.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("a prefix log puts its prefix before every line") {
  test::CapturedLog sink;
  base::PrefixLog log(sink, "lmtp(7): ");
  log.notice("Connect from local");
  REQUIRE(sink.lines().size() == 1);
  CHECK(sink.lines()[0].first == base::Severity::notice);
  CHECK(sink.lines()[0].second == "lmtp(7): Connect from local");
}

TEST_CASE("a prefix log wants what its parent wants") {
  base::NullLog nowhere;
  CHECK_FALSE(base::PrefixLog(nowhere, "x").wants(base::Severity::error));
}
