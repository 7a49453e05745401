// SPDX-License-Identifier: MIT
// Registry: what a reload takes over and what it reads anew.
#include "tests/unit/libcommon/table/maps/registry_fixture.hpp"

using namespace dovetail;
using namespace dovetail::table::maps;
using namespace dovetail::table::maps::test_of_registry;
using namespace std::chrono_literals;

TEST_CASE("what was read for an older configuration does not overwrite a newer one") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "k 1\n");
  Registry registry;
  registry.adopt(one(fresh(plan("m", "hash:" + path))), tables_schema().defaults());
  folder.write("t", "k 2 more\n");
  std::optional<Registry::Changed> changed;
  look_until_settled(registry, base::MonoTime{} + 1s, changed);
  REQUIRE(changed);
  auto late = fresh(changed->plan);
  registry.adopt(one(fresh(plan("m", "inline:{k=new}"))), tables_schema().defaults());
  CHECK(registry.replace(std::move(late), changed->generation) == Registry::Replaced::too_late);
  CHECK(ask(registry, "k") == "new");
}

TEST_CASE("a map that came later is there, unless another configuration came before it") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "k 1\n");
  Registry registry;
  registry.adopt({}, tables_schema().defaults());
  const auto generation = registry.generation();
  CHECK(registry.plans().empty());
  CHECK(registry.add(fresh(plan("m", "hash:" + path)), generation));
  CHECK(ask(registry, "k") == "1");
  REQUIRE(registry.plans().size() == 1);
  CHECK(registry.plans()[0].settings.name == "m");
  registry.adopt({}, tables_schema().defaults());
  CHECK_FALSE(registry.add(fresh(plan("m", "hash:" + path)), generation));
  CHECK_FALSE(registry.find("m"));
}

TEST_CASE("a reload does not take a torn map where there was a whole one") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "k 1\n");
  Registry registry;
  registry.adopt(one(fresh(plan("m", "hash:" + path))), tables_schema().defaults());
  folder.write("t", "other 2\n");
  FreshMap torn = fresh(plan("m", "hash:" + path));
  torn.torn = true;
  registry.adopt(one(std::move(torn)), tables_schema().defaults());
  CHECK(ask(registry, "k") == "1");
  std::optional<Registry::Changed> changed;
  look_until_settled(registry, base::MonoTime{} + 10s, changed);
  CHECK(changed);
}

TEST_CASE("a map whose files nobody touched is not read again at a reload") {
  const test::TemporaryFolder folder;
  folder.write("t", "k old\n");
  const MapPlan planned = plan("m", "hash:" + folder.path() + "/t");
  const TablesSettings settings = tables_schema().defaults();
  Registry registry;
  CHECK_FALSE(registry.unchanged(planned, settings));  // nothing is in force
  registry.adopt(one(fresh(planned)), settings);
  const auto before = registry.find("m");
  auto same = registry.unchanged(planned, settings);
  REQUIRE(same);
  registry.adopt(one(*std::move(same)), settings);
  CHECK(registry.find("m") == before);
  CHECK(ask(registry, "k") == "old");

  TablesSettings others = settings;
  others.tables_local_domains = "example.test";
  CHECK_FALSE(registry.unchanged(planned, others));
  MapPlan exact = planned;
  exact.settings.fold = Choice::no;
  CHECK_FALSE(registry.unchanged(exact, settings));
  folder.write("t", "k newer\n");
  CHECK_FALSE(registry.unchanged(planned, settings));
  std::remove((folder.path() + "/t").c_str());
  CHECK_FALSE(registry.unchanged(planned, settings));
}

TEST_CASE("a map with a fault is read again at every reload") {
  const MapPlan planned = plan("m", "hash:/nonexistent/file");
  const TablesSettings settings = tables_schema().defaults();
  Registry registry;
  registry.adopt(one(fresh(planned)), settings);
  CHECK_FALSE(registry.unchanged(planned, settings));
}
