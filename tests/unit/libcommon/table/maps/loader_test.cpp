// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/loader.hpp"

#include "libcommon/base/clock.hpp"
#include "libcommon/table/maps/direct.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::table::maps;
using namespace std::chrono_literals;

namespace {

TableSettings section(std::string name, std::string source) {
  TableSettings settings = TableSettings::for_name(std::move(name));
  settings.source = std::move(source);
  return settings;
}

std::string ask(const LoadedMap& loaded, std::string_view key) {
  const base::SystemClock clock;
  const table::Answer answer = DirectLookups(clock).ask(loaded.map, key);
  return !answer ? "error: " + answer.error().text : *answer ? **answer : "-";
}

LoadedMap load(TableSettings settings, const config::FileSource& files) {
  return load_map({settings, "table " + settings.name}, tables_schema().defaults(), files);
}

}  // namespace

TEST_CASE("every .cf file of the folders is a table of its name; other files are left alone") {
  const config::MemorySource files(
      std::map<std::string, std::string>{{"/cf/a.cf", "dbpath=/x.db\nquery=SELECT '%s'\n"},
                                         {"/cf/b.cf", "dbname=d\nquery=SELECT '%s'\n"},
                                         {"/cf/readme", "x"},
                                         {"/more/a.cf", "dbname=d\nquery=SELECT 1\n"}});
  TablesSettings settings = tables_schema().defaults();
  settings.tables_dir = {"/cf", "/more"};
  std::vector<FileProblem> problems;
  TableSettings extra = section("b", "");
  extra.keys = table::Keys::transport;
  const auto plans = plan_maps(settings, {extra, section("own", "static:x")}, files, problems);
  REQUIRE(plans.size() == 3);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].file == "/more/a.cf");
  CHECK(load_map(plans[0], settings, files).map->tables.at(0).sqlite());
  const LoadedMap b = load_map(plans[1], settings, files);
  REQUIRE(b.usable());
  CHECK(b.map->tables.at(0).mariadb());
  CHECK(b.map->keys == table::Keys::transport);
  CHECK(plans[2].settings.name == "own");
}

TEST_CASE("a folder of tables that is not there is said") {
  const config::MemorySource files(std::map<std::string, std::string>{{"/empty", ""}});
  TablesSettings settings = tables_schema().defaults();
  settings.tables_dir = {"/nonexistent", "/empty"};
  std::vector<FileProblem> problems;
  CHECK(plan_maps(settings, {}, files, problems).empty());
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].file == "/nonexistent");
  CHECK(problems[0].problem.is_error);
  CHECK_FALSE(problems[1].problem.is_error);
}

TEST_CASE("text tables and unions answer") {
  const config::MemorySource files(std::map<std::string, std::string>{
      {"/h", "Key value\nboth one\n"}, {"/c", "10.0.0.0/8 net\n"}, {"/p", "/^(b.*)$/ re:$1\n"}});
  CHECK(ask(load(section("h", "hash:/h"), files), "KEY") == "value");
  CHECK(ask(load(section("c", "cidr:/c"), files), "10.1.2.3") == "net");
  CHECK(ask(load(section("u", "unionmap:{hash:/h,pcre:/p,static:s}"), files), "both") == "one,re:both,s");
  CHECK(ask(load(section("i", "cidr:{{10.0.0.0/8 in}, {0.0.0.0/0 out}}"), files), "11.0.0.1") == "out");
}

TEST_CASE("the key keeps its case for patterns, also beside folding tables") {
  const config::MemorySource files(
      std::map<std::string, std::string>{{"/p", "/(B.*)/i $1\n"}, {"/h", "both one\n"}});
  CHECK(ask(load(section("u", "unionmap:{hash:/h,regexp:/p}"), files), "Both") == "one,Both");
  TableSettings exact = section("h", "hash:/h");
  exact.fold = Choice::no;
  CHECK(ask(load(exact, files), "Both") == "-");
}

TEST_CASE("derived keys find domains, extensions are put back") {
  const config::MemorySource files(std::map<std::string, std::string>{{"/a", "u@d box@e\n@d catch@e\n"}});
  TableSettings alias = section("alias", "hash:/a");
  alias.keys = table::Keys::address;
  alias.propagate_extension = true;
  CHECK(ask(load(alias, files), "U+ext@D") == "box+ext@e");
  CHECK(ask(load(alias, files), "other@d") == "catch@e");
}

TEST_CASE("parents of transport keys have a dot, as Postfix asks them by default; those of others none") {
  const config::MemorySource files(std::map<std::string, std::string>{{"/t", ".relay.test sub\nrelay.test top\n"}});
  TableSettings table = section("t", "hash:/t");
  table.keys = table::Keys::transport;
  CHECK(ask(load(table, files), "u@x.relay.test") == "sub");
  CHECK(ask(load(table, files), "u@relay.test") == "top");
  table.dot_parents = Choice::no;
  CHECK(ask(load(table, files), "u@x.relay.test") == "top");
  table.keys = table::Keys::domain;
  table.dot_parents = Choice::automatic;
  CHECK(ask(load(table, files), "x.relay.test") == "top");
  table.dot_parents = Choice::yes;
  CHECK(ask(load(table, files), "x.relay.test") == "sub");
}

TEST_CASE("a map with an error answers PERM and says what is wrong") {
  const config::MemorySource files(
      std::map<std::string, std::string>{{"/c", "nonsense\n"}, {"/l.cf", "search_base=x\nserver_host=h\n"}});
  const LoadedMap bad = load(section("c", "cidr:/c"), files);
  CHECK_FALSE(bad.usable());
  CHECK(ask(bad, "10.0.0.1") == "error: table c is not usable, see the log");
  CHECK(bad.map->fault->kind == base::ErrorKind::permanent);
  REQUIRE_FALSE(bad.problems.empty());
  CHECK(to_string(bad.problems[0]).substr(0, 5) == "/c:1:");
  for (const char* source : {"", "hash:/missing", "ldap:/x", "mysql:/l.cf", "unionmap:{static:x,cidr:/c}"}) {
    INFO(source);
    CHECK_FALSE(load(section("x", source), files).usable());
  }
}

TEST_CASE("tables of access and logins never give stale answers unless they say so") {
  const config::MemorySource files;
  CHECK(load(section("alias", "static:x"), files).map->tables[0].lifetimes.stale_positive == 1h);
  CHECK(load(section("sender_login", "static:x"), files).map->tables[0].lifetimes.stale_positive == 0ms);
  TableSettings access = section("client_access", "static:x");
  access.stale_on_error = "5 mins";
  CHECK(load(access, files).map->tables[0].lifetimes.stale_positive == 5min);
}

TEST_CASE("tables of passwords are secret") {
  const config::MemorySource files;
  CHECK(load(section("sasl_passwd", "static:x"), files).map->secret);
  CHECK_FALSE(load(section("alias", "static:x"), files).map->secret);
  TableSettings own = section("alias", "static:x");
  own.secret = Choice::yes;
  CHECK(load(own, files).map->secret);
}

TEST_CASE("keys that are no UTF-8, and empty ones, are not there") {
  const config::MemorySource files;
  CHECK(ask(load(section("s", "static:x"), files), "\xff") == "-");
  CHECK(ask(load(section("s", "static:x"), files), "") == "-");
}

TEST_CASE("files that came since are new tables, or what a section waited for") {
  const config::MemorySource files(std::map<std::string, std::string>{{"/cf/a.cf", "dbpath=/x.db\nquery=SELECT '%s'\n"},
                                                                      {"/cf/b.cf", "dbpath=/x.db\nquery=SELECT '%s'\n"},
                                                                      {"/cf/c.cf", "dbpath=/x.db\nquery=SELECT '%s'\n"},
                                                                      {"/more/c.cf", "x"}});
  TablesSettings settings = tables_schema().defaults();
  settings.tables_dir = {"/cf", "/more"};
  TableSettings waiting = section("b", "");
  waiting.keys = table::Keys::address;
  const std::vector<MapPlan> known{{section("a", ""), "/cf/a.cf"}, {waiting, "table b"}};
  const auto plans = plan_new_files(settings, known, files);
  REQUIRE(plans.size() == 2);
  CHECK(plans[0].origin == "/cf/b.cf");
  CHECK(plans[0].settings.keys == table::Keys::address);
  CHECK(plans[1].origin == "/cf/c.cf");  // the folder that is named first
  CHECK(plan_new_files(settings, plan_new_files(settings, {}, files), files).empty());
  const std::vector<MapPlan> elsewhere{{section("a", "static:x"), "table a"}, {section("b", "static:x"), "table b"}};
  CHECK(plan_new_files(settings, elsewhere, files).size() == 1);
}
