// SPDX-License-Identifier: MIT
#include "policy/greylist/settings.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

TEST_CASE("the table's defaults are the struct's, and Postgrey's") {
  const Settings table = settings_schema().defaults();
  const Settings plain;
  CHECK(table.delay == plain.delay);
  CHECK(table.retry_window == plain.retry_window);
  CHECK(table.max_age == plain.max_age);
  CHECK(table.action == plain.action);
  CHECK(table.text == plain.text);
  CHECK(table.header == plain.header);
  CHECK(table.ipv4_prefix == plain.ipv4_prefix);
  CHECK(table.ipv6_prefix == plain.ipv6_prefix);
  CHECK(table.awl_threshold == plain.awl_threshold);
  CHECK(table.awl_ipv6_prefix == plain.awl_ipv6_prefix);
  CHECK(table.lookup_by_host == plain.lookup_by_host);
  CHECK(table.privacy == plain.privacy);
  CHECK(table.time_limit == plain.time_limit);
  CHECK(table.client_lists == own_lists().clients);
  CHECK(table.recipient_lists == own_lists().recipients);
}

TEST_CASE("every setting has a help text and a greylist_ or policy_ name") {
  for (const auto* declared : settings_schema().declared()) {
    INFO(declared->name);
    CHECK((declared->name.starts_with("greylist_") || declared->name.starts_with("policy_")));
    CHECK(declared->help.ends_with("."));
  }
}
