// SPDX-License-Identifier: MIT
#include "policy/greylist/recent_instances.hpp"

#include "tests/support/catch.hpp"

using dovetail::policy::greylist::RecentInstances;

TEST_CASE("an instance is new once") {
  RecentInstances instances;
  CHECK(instances.add("a"));
  CHECK_FALSE(instances.add("a"));
  CHECK(instances.add("b"));
}

TEST_CASE("only the last ten are remembered") {
  RecentInstances instances;
  CHECK(instances.add("first"));
  for (int i = 0; i < 9; ++i) {
    CHECK(instances.add(std::to_string(i)));
  }
  CHECK_FALSE(instances.add("first"));
  CHECK(instances.add("tenth"));
  CHECK(instances.add("first"));
}

TEST_CASE("a request without an instance is always new") {
  RecentInstances instances;
  CHECK(instances.add(""));
  CHECK(instances.add(""));
}

TEST_CASE("a copy goes back to what was before") {
  RecentInstances instances;
  instances.add("a");
  const RecentInstances before = instances;
  instances.add("b");
  instances = before;
  CHECK(instances.add("b"));
  CHECK_FALSE(instances.add("a"));
}
