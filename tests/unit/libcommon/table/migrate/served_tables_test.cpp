// SPDX-License-Identifier: MIT
#include "libcommon/table/migrate/served_tables.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table;
using namespace dovetail::table::migrate;

namespace {

const Way kExact{};
const Way kAddress{Keys::address, true, std::nullopt};

}  // namespace

TEST_CASE("one file in one way is one table, in a folder of tables if it can be") {
  ServedTables tables;
  CHECK(tables.add({"mysql", "/e/a.cf"}, kExact, false) == "a");
  CHECK(tables.add({"mysql", "/e/a.cf"}, kExact, false) == "a");
  CHECK(tables.add({"hash", "/e/odd:name x"}, kExact, false) == "odd_name_x");
  CHECK(tables.configuration() == std::vector<std::string>{"tables_dir = /e", "table odd_name_x {",
                                                           "  source = hash:/e/odd:name x", "}"});
  CHECK(tables.any_with(Keys::exact));
  CHECK_FALSE(tables.any_with(Keys::address));
}

TEST_CASE("another file of that name, or another way, gets another name") {
  ServedTables tables;
  CHECK(tables.add({"mysql", "/e/a.cf"}, kAddress, false) == "a");
  CHECK(tables.add({"mysql", "/e/a.cf"}, {Keys::domain, false, true}, false) == "a-domain");
  CHECK(tables.add({"mysql", "/e/a.cf"}, {Keys::domain, false, std::nullopt}, false) == "a-domain_");
  CHECK(tables.add({"mysql", "/other/a.cf"}, kExact, false) == "a_");
  CHECK(tables.add({"mysql", "/e/a.cf"}, kAddress, false) == "a");
  CHECK(tables.configuration() ==
        std::vector<std::string>{"tables_dir = /e", "table a {", "  keys = address", "  propagate_extension = yes",
                                 "}", "table a-domain {", "  source = mysql:/e/a.cf", "  keys = domain",
                                 "  dot_parents = yes", "}", "table a-domain_ {", "  source = mysql:/e/a.cf",
                                 "  keys = domain", "}", "table a_ {", "  source = mysql:/other/a.cf", "}"});
}

TEST_CASE("a secret in one role is one in all") {
  ServedTables tables;
  tables.add({"mysql", "/e/a.cf"}, kExact, false);
  tables.add({"mysql", "/e/a.cf"}, kExact, true);
  CHECK(tables.configuration() == std::vector<std::string>{"tables_dir = /e", "table a {", "  secret = yes", "}"});
}
