// SPDX-License-Identifier: MIT
#include "tests/unit/daemons/authd/authd_fixture.hpp"

using namespace dovetail;

namespace {

sasl::Note mismatch(std::optional<bool> verbose = std::nullopt) {
  return {base::Severity::info, "sql", "Password mismatch", true, "alice", verbose};
}

// The lines that these notes make.
std::size_t written(test::AuthdWorld& world, const sasl::Note& note, bool failed) {
  const std::size_t before = world.log.lines().size();
  world.context.write({note}, sasl::Subject{}, failed, " (hint)");
  return world.log.lines().size() - before;
}

}  // namespace

TEST_CASE("A database's failure is told when the login failed, or always with auth_verbose") {
  test::AuthdWorld world;
  CHECK(written(world, mismatch(), true) == 1);
  CHECK(world.log.lines().back().second == "sql(alice): Password mismatch (hint)");
  CHECK(written(world, mismatch(), false) == 0);
  world.setup->settings.verbose = true;
  CHECK(written(world, mismatch(), false) == 1);
}

TEST_CASE("auth_verbose of the entry counts more than the global one") {
  test::AuthdWorld world;
  CHECK(written(world, mismatch(true), false) == 1);
  CHECK(written(world, mismatch(false), true) == 0);
  world.setup->settings.verbose = true;
  CHECK(written(world, mismatch(false), true) == 0);
}

TEST_CASE("Errors and warnings are told in any case") {
  test::AuthdWorld world;
  CHECK(written(world, {base::Severity::error, "sql", "gone", false, ""}, false) == 1);
  CHECK(world.log.lines().back().second == "Error: sql(?): gone");
  CHECK(written(world, {base::Severity::warning, "sql", "slow", false, ""}, false) == 1);
  CHECK(world.log.lines().back().second == "Warning: sql(?): slow");
}
