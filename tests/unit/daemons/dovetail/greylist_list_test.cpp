// SPDX-License-Identifier: MIT
#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/unit/daemons/dovetail/greylist_fixture.hpp"

using namespace dovetail::cli;
using dovetail::test::GreylistWorld;

namespace {

struct Filled : GreylistWorld {
  Filled() {
    REQUIRE(run(kGreylistImport, {}, {}, dovetail::test::dump_of(dovetail::test::kTriplets)) == kSuccess);
    REQUIRE(run(kGreylistImport, {}, {}, dovetail::test::dump_of(dovetail::test::kClients)) == kSuccess);
  }
  bool says(const std::string& part) const { return console.output.find(part) != std::string::npos; }
  long lines() const { return std::count(console.output.begin(), console.output.end(), '\n'); }
};

}  // namespace

TEST_CASE("greylist list shows triplets, those that wait, those that match, or clients") {
  Filled world;
  CHECK(world.run(kGreylistList) == kSuccess);
  CHECK(world.lines() == 2);
  CHECK(world.says("  192.0.2.0/s@a.test/r@b.test\n"));
  CHECK(world.says("2023-11-1"));  // whatever the zone
  CHECK(world.run(kGreylistList, {{"waiting", ""}}) == kSuccess);
  CHECK(world.lines() == 1);
  CHECK(world.says("198.51.100.0/T@a.test"));
  CHECK(world.run(kGreylistList, {{"match", "t@A"}}) == kSuccess);
  CHECK(world.lines() == 1);
  CHECK(world.says("198.51.100.0/"));
  CHECK(world.run(kGreylistList, {{"match", "nobody"}}) == kSuccess);
  CHECK(world.console.output.empty());
  CHECK(world.run(kGreylistList, {{"clients", ""}}) == kSuccess);
  CHECK(world.console.output.starts_with("7  2023-11-1"));
  CHECK(world.console.output.ends_with("  203.0.113.9\n"));
}

TEST_CASE("greylist stats counts") {
  Filled world;
  CHECK(world.run(kGreylistStats) == kSuccess);
  CHECK(world.says("triplets                2\n"));
  CHECK(world.says("clients                 1\n"));
  CHECK(world.says("  successes counted     7\n"));
}

TEST_CASE("without a store that can be asked nothing is listed, and the status says why") {
  GreylistWorld world;
  world.config = "/nowhere/dovetail.conf";
  CHECK(world.run(kGreylistList) == kNoInput);
  CHECK(world.console.errors.find("cannot read /nowhere/dovetail.conf") != std::string::npos);
  world.config = world.folder.write("wrong.conf", "greylist_delay = later\n");
  CHECK(world.run(kGreylistStats) == kConfiguration);
  CHECK(world.console.errors.find("greylist_delay") != std::string::npos);
  world.config = world.folder.write("nowhere.conf", "admin_socket = " + (world.folder / "none") +
                                                        "\ngreylist_database = /nowhere/greylist.db\n");
  CHECK(world.run(kGreylistList) == kUnavailable);
  CHECK_FALSE(world.console.errors.empty());
  CHECK(world.console.output.empty());
}
