// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/unit/daemons/dovetail/greylist_fixture.hpp"

using namespace dovetail::cli;
using dovetail::test::dump_of;
using dovetail::test::GreylistWorld;
using dovetail::test::kClients;
using dovetail::test::kTriplets;

TEST_CASE("what was imported is exported as it was") {
  GreylistWorld world;
  CHECK(world.run(kGreylistImport, {}, {}, dump_of(kTriplets)) == kSuccess);
  CHECK(world.console.output == "imported 2 triplets, 0 clients, skipped 0\n");
  CHECK(world.run(kGreylistImport, {}, {world.folder.write("clients", dump_of(kClients))}) == kSuccess);
  CHECK(world.console.output == "imported 0 triplets, 1 clients, skipped 0\n");
  CHECK(world.run(kGreylistExport) == kSuccess);
  CHECK(world.console.output == dump_of(kTriplets));
  CHECK(world.run(kGreylistExport, {{"clients", ""}}) == kSuccess);
  CHECK(world.console.output == dump_of(kClients));
}

TEST_CASE("an empty store is an empty dump, not a cut one") {
  GreylistWorld world;
  CHECK(world.run(kGreylistExport) == kSuccess);
  CHECK(world.console.output == dump_of({}));
}

TEST_CASE("what cannot be understood is skipped and counted, a cut dump is said") {
  GreylistWorld world;
  auto records = kTriplets;
  records.emplace_back("192.0.2.0/x@a.test/r@b.test", "nonsense");
  std::string text = dump_of(records);
  CHECK(world.run(kGreylistImport, {}, {}, text) == kSuccess);
  CHECK(world.console.output == "imported 2 triplets, 0 clients, skipped 1\n");
  text.resize(text.size() - std::string("DATA=END\n").size());
  CHECK(world.run(kGreylistImport, {}, {}, text) == kNoInput);
  CHECK(world.console.errors.ends_with("the dump ends in the middle: was it cut?\n"));
  CHECK(world.run(kGreylistImport, {}, {"/nowhere/dump"}) == kNoInput);
  CHECK(world.console.errors == "cannot read /nowhere/dump\n");
}

TEST_CASE("a dump of many chunks arrives whole") {
  GreylistWorld world;
  std::vector<std::pair<std::string, std::string>> records;
  for (int number = 10000; number < 10500; ++number) {
    records.emplace_back("192.0.2.0/s" + std::to_string(number) + "@a.test/r@b.test",
                         "1700000000,1700000400");
  }
  CHECK(world.run(kGreylistImport, {}, {}, dump_of(records)) == kSuccess);
  CHECK(world.console.output == "imported 500 triplets, 0 clients, skipped 0\n");
  CHECK(world.run(kGreylistExport) == kSuccess);
  CHECK(world.console.output == dump_of(records));
}
