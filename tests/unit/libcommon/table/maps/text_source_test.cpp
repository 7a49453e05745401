// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/text_source.hpp"

#include "libcommon/table/maps/query_file.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::table;
using namespace dovetail::table::maps;

namespace {

const config::MemorySource kFiles(std::map<std::string, std::string>{
    {"/domains", "Example.test x\nother.test y\n"},
    {"/broken", "/(/ x\n"},
    {"/nets", "10.0.0.0/8 inside\n"}});

std::string lookup(const std::string& specification, std::string_view key) {
  const auto parsed = parse_specification(specification);
  REQUIRE(parsed);
  const ReadTable read = read_text(*parsed, kFiles, true);
  if (!read.table) return "unusable";
  const Answer answer = read.table->lookup(key);
  return !answer ? "error" : *answer ? **answer : "-";
}

}  // namespace

TEST_CASE("texts of every kind are read from a file or from the specification itself") {
  CHECK(lookup("hash:/domains", "example.test") == "x");
  CHECK(lookup("cidr:/nets", "10.1.2.3") == "inside");
  CHECK(lookup("cidr:{{192.0.2.0/24 doc}}", "192.0.2.7") == "doc");
  CHECK(lookup("pcre:{{/^a/ b}}", "abc") == "b");
  CHECK(lookup("inline:{k=v}", "k") == "v");
  CHECK(lookup("static:all", "anything") == "all");
  CHECK(lookup("hash:/missing", "k") == "unusable");
  CHECK(lookup("cidr:{10.0.0.0/8 x}", "10.1.1.1") == "unusable");  // rules need braces of their own
}

TEST_CASE("problems of a text belong to where it stands") {
  CHECK(text_origin(*parse_specification("hash:/domains"), "table m") == "/domains");
  CHECK(text_origin(*parse_specification("inline:{k=v}"), "table m") == "table m");
  CHECK(text_origin(*parse_specification("pcre:{{/a/ b}}"), "table m") == "table m");
}

TEST_CASE("a list of domains takes tables of text") {
  const ListTables tables(kFiles);
  const auto list = DomainList::parse("!hash:/domains /plain-is-a-file", kFiles, &tables);
  CHECK_FALSE(list);  // there is no such file
  const auto names = DomainList::parse("!other.test texthash:/domains static.test", kFiles, &tables);
  REQUIRE(names);
  CHECK(names->restricts());
  CHECK(names->contains("EXAMPLE.test"));
  CHECK_FALSE(names->contains("other.test"));
  CHECK(names->contains("static.test"));
  CHECK_FALSE(names->contains("third.test"));
  const auto patterns = DomainList::parse("pcre:/broken", kFiles, &tables);
  CHECK_FALSE(patterns);
}

TEST_CASE("databases, unknown types and missing files are refused in a list of domains") {
  const ListTables tables(kFiles);
  for (const char* text : {"mysql:/m.cf", "sqlite:/s.cf", "nis:x", "hash:relative", "hash:/missing"}) {
    INFO(text);
    CHECK_FALSE(DomainList::parse(text, kFiles, &tables));
  }
}

TEST_CASE("domain = of a query file may name a table") {
  const auto file =
      read_sqlite_file("dbpath=/x.db\nquery=SELECT 1 WHERE '%s'='x'\ndomain=hash:/domains\n", kFiles);
  REQUIRE(file.query);
  CHECK(file.query->may_hold("u@example.test"));
  CHECK_FALSE(file.query->may_hold("u@third.test"));
}
