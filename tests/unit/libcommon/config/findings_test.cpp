// SPDX-License-Identifier: MIT
#include "libcommon/config/findings.hpp"

#include "libcommon/config/edit_distance.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using config::Findings;
using config::Gravity;

TEST_CASE("findings come sorted by place, each once") {
  Findings findings;
  findings.error({"b", 1}, "x");
  findings.warning({"a", 10}, "y");
  findings.error({"a", 2}, "z");
  findings.note({"a", 2}, "between them");
  findings.error({"a", 2}, "z");
  const auto sorted = findings.sorted();
  REQUIRE(sorted.size() == 4);
  CHECK(config::to_string(sorted[0]) == "a:2: error: z");
  CHECK(config::to_string(sorted[2]) == "a:10: warning: y");
  CHECK(config::to_string(sorted[3]) == "b:1: error: x");
}

TEST_CASE("places without line or file") {
  CHECK(config::to_string(config::Finding{Gravity::note, {"f", 0}, "t"}) == "f: note: t");
  CHECK(config::to_string(config::Finding{Gravity::error, {}, "t"}) == "error: t");
}

TEST_CASE("errors are counted, a flood is cut") {
  Findings findings;
  CHECK_FALSE(findings.has_errors());
  for (unsigned i = 0; i < 2000; ++i) {
    findings.error({"f", i}, "x");
  }
  CHECK(findings.errors() == 2000);
  CHECK(findings.sorted().size() == 1000);
  CHECK(findings.dropped() == 1000);
  CHECK_FALSE(findings.is_unreadable());
}

TEST_CASE("distances of typing mistakes") {
  CHECK(config::edit_distance("base_dir", "base_dir") == 0);
  CHECK(config::edit_distance("bas_dir", "base_dir") == 1);
  CHECK(config::edit_distance("baes_dir", "base_dir") == 1);
  CHECK(config::edit_distance("", "abc") == 3);
  CHECK(config::edit_distance("abc", "xyz") == 3);
}
