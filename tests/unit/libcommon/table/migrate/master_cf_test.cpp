// SPDX-License-Identifier: MIT
#include "libcommon/table/migrate/master_cf.hpp"

#include "tests/support/catch.hpp"

using dovetail::table::migrate::read_overrides;

TEST_CASE("all forms of -o") {
  const auto all = read_overrides(
      "# c\nsubmission inet n - n - - smtpd\n -o a=b -o { c = d e }\n -oe=f -v\nqmgr unix n - n 300 1 "
      "qmgr\n");
  REQUIRE(all.size() == 3);
  CHECK(all[0].service == "submission/inet");
  CHECK(all[0].line == 2);
  CHECK(all[1].name == "c");
  CHECK(all[1].value == "d e");
  CHECK(all[2].value == "f");
  CHECK(read_overrides("too few words\n").empty());
}
