// SPDX-License-Identifier: MIT
#include "daemons/policyd/postgrey_main.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using dovetail::policyd::is_postgrey;
using Words = std::vector<std::string>;

TEST_CASE("Postgrey's place is taken by name or by its listeners") {
  CHECK(is_postgrey("/usr/sbin/postgrey", Words{}));
  CHECK(is_postgrey("postgrey", Words{"-c", "x"}));
  CHECK(is_postgrey("/usr/sbin/dovetail-policyd", Words{"--inet=10023"}));
  CHECK_FALSE(is_postgrey("/usr/sbin/dovetail-policyd", Words{"-c", "/etc/dovetail/dovetail.conf"}));
  CHECK_FALSE(is_postgrey("", Words{}));
}
