// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/settings.hpp"

#include "libcommon/config/load.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::table::maps;
using namespace std::chrono_literals;

namespace {

config::Section view_of(const std::string& text, config::Findings& findings) {
  const config::MemorySource files(std::map<std::string, std::string>{{"/d.conf", text}});
  return config::load("/d.conf", files, findings).root;
}

}  // namespace

TEST_CASE("defaults are the safe ones") {
  const TablesSettings settings = tables_schema().defaults();
  CHECK(settings.tables_positive_ttl == 60s);
  CHECK(settings.tables_negative_ttl == 5s);
  CHECK(settings.tables_time_limit == 10s);
  CHECK(settings.tables_cache_size == 64u * 1024 * 1024);
  CHECK(TableSettings::for_name("x").keys == table::Keys::exact);
}

TEST_CASE("table sections") {
  config::Findings findings;
  const auto view =
      view_of("table a {\n source = static:x\n keys = access-host\n fold = no\n secret = yes\n}\n", findings);
  const auto tables = read_table_sections(view, findings);
  CHECK_FALSE(findings.has_errors());
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].name == "a");
  CHECK(tables[0].keys == table::Keys::access_host);
  CHECK(tables[0].fold == Choice::no);
  CHECK(tables[0].secret == Choice::yes);
}

TEST_CASE("mistakes in a section are found") {
  config::Findings findings;
  const auto view =
      view_of("table {\n source = static:x\n}\ntable b {\n positive_ttl = soon\n keys = some\n}\n", findings);
  read_table_sections(view, findings);
  CHECK(findings.errors() == 3);
}
