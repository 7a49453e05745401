// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/hosts.hpp"

#include "tests/support/catch.hpp"

using dovetail::sql::MariadbHost;
using dovetail::table::maps::parse_hosts;
using Hosts = std::vector<MariadbHost>;

TEST_CASE("all ways to write a host") {
  CHECK(*parse_hosts("unix:/run/s, inet:db1:3307\tdb2 10.0.0.1:3308 [2001:db8::1]:3309 /run/t") ==
        Hosts{{"/run/s", 0},
              {"db1", 3307},
              {"db2", 0},
              {"10.0.0.1", 3308},
              {"2001:db8::1", 3309},
              {"/run/t", 0}});
}

TEST_CASE("localhost means the library's socket") {
  for (const char* text : {"", "localhost", "LocalHost", "inet:localhost"})
    CHECK(*parse_hosts(text) == Hosts{{"", 0}});
}

TEST_CASE("what is no host is an error") {
  for (const char* bad : {"unix:", "unix:relative", "db:", "db:x", "db:0", "db:70000", "[::1", ":3306"}) {
    INFO(bad);
    CHECK_FALSE(parse_hosts(bad));
  }
}
