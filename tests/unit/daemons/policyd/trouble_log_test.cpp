// SPDX-License-Identifier: MIT
#include "daemons/policyd/trouble_log.hpp"

#include "tests/support/catch.hpp"

using dovetail::base::MonoTime;
using dovetail::policyd::TroubleLog;
using std::chrono::seconds;

TEST_CASE("trouble is told once a minute, with what happened meanwhile") {
  TroubleLog log;
  const MonoTime start{};
  CHECK(log.report("store gone", 3, start) == "store gone (requests answered without it: 3)");
  CHECK_FALSE(log.report("store gone", 5, start + seconds(59)));
  CHECK(log.report("store gone", 1, start + seconds(60)) == "store gone (requests answered without it: 6)");
  CHECK(log.report("store gone", 0, start + seconds(200)) == "store gone");
}
