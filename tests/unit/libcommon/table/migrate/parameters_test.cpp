// SPDX-License-Identifier: MIT
#include "libcommon/table/migrate/parameters.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table;
using namespace dovetail::table::migrate;

TEST_CASE("parameters and restrictions are known by name") {
  REQUIRE(find_parameter("transport_maps"));
  CHECK(find_parameter("transport_maps")->keys == Keys::transport);
  CHECK(find_parameter("alias_maps")->form == Form::stays);
  CHECK(find_parameter("virtual_alias_maps")->extensions == "virtual");
  CHECK(find_parameter("transport_maps")->parents == "transport_maps");
  CHECK(find_restriction("check_sender_access")->parents == "smtpd_access_maps");
  CHECK(find_parameter("smtp_sasl_password_maps")->secret);
  CHECK(find_restriction("check_helo_access")->keys == Keys::access_host);
  CHECK_FALSE(find_parameter("myhostname"));
  CHECK_FALSE(find_restriction("reject"));
}
