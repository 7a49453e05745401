// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/direct.hpp"

#include "libcommon/config/source.hpp"
#include "libcommon/table/maps/loader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_clock.hpp"

using namespace dovetail;
using namespace dovetail::table::maps;

TEST_CASE("a server that is not there is a temporary error") {
  const config::MemorySource files(std::map<std::string, std::string>{
      {"/m.cf", "hosts=unix:/nonexistent/socket\ndbname=d\nquery=SELECT '%s'\n"}});
  TableSettings settings = TableSettings::for_name("m");
  settings.source = "mysql:/m.cf";
  const auto loaded = load_map({settings, "table m"}, tables_schema().defaults(), files);
  const test::FakeClock clock;
  DirectLookups direct(clock);
  const auto answer = direct.ask(loaded.map, "k");
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == base::ErrorKind::temporary);
  CHECK(answer.error().text == "database is not available");
}
