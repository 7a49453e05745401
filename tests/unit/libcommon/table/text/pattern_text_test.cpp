// SPDX-License-Identifier: MIT
#include "libcommon/table/text/pattern_text.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table;
using namespace dovetail::table::text;

namespace {

std::string value(std::string_view content, std::string_view key, PatternKind kind = PatternKind::pcre) {
  const auto read = read_patterns(content, kind);
  REQUIRE(read.table);
  const Answer answer = read.table->lookup(key);
  REQUIRE(answer);
  return *answer ? **answer : "-";
}

bool refused(std::string_view content, PatternKind kind = PatternKind::pcre) {
  return !read_patterns(content, kind).usable();
}

}  // namespace

TEST_CASE("groups go into the result") {
  const char* table = "/^(.*)-outgoing@(.*)$/ 550 Use ${1}@$(2) for $$1 instead\n";
  CHECK(value(table, "list-outgoing@d") == "550 Use list@d for $1 instead");
  CHECK(value(table, "x") == "-");
}

TEST_CASE("case is ignored unless i is given; the key keeps its case") {
  CHECK(value("/(abc)/ $1", "xABCx") == "ABC");
  CHECK(value("/abc/i hit", "ABC") == "-");
}

TEST_CASE("negation, other delimiters, if blocks") {
  CHECK(value("!/@example\\.org$/ other", "u@x") == "other");
  CHECK(value("!/@example\\.org$/ other", "u@example.org") == "-");
  CHECK(value(";^/x;  slash", "/x") == "slash");
  CHECK(value("/a\\/b/ hit", "a/b") == "hit");
  CHECK(value("if /@d$/\n/^a/ A\nendif\n/^/ rest", "b@d") == "rest");
  CHECK(value("if !/@d$/\n/^a/ A\nendif\n/^/ rest", "a@x") == "A");
}

TEST_CASE("flags differ between pcre and regexp") {
  CHECK(value("/a b/x hit", "ab") == "hit");
  CHECK(value("/^b/m hit", "a\nb") == "hit");
  CHECK(value("/b/A hit", "ab") == "-");
  CHECK(value("/b$/E hit", "ab\n") == "-");
  CHECK(value("/(a+)/U $1", "aaa") == "a");
  CHECK(value("/a/X hit", "a") == "hit");
  for (const char* pcre_only : {"/a/E hit", "/a/U hit", "/a/X hit"})
    CHECK(refused(pcre_only, PatternKind::regexp));
  CHECK(refused("/a/x hit", PatternKind::regexp));
  CHECK(refused("/a/s hit", PatternKind::regexp));
  CHECK(value("/^(a|ab)(c|bcd)/ $1", "abcd", PatternKind::regexp) == "a");
}

TEST_CASE("mistakes are refused") {
  for (const char* bad :
       {"/a hit", "abc hit", "/a/", "/(/ x", "/a/ $1", "!/(a)/ $1", "/a/ $x", "/a/q x", "if /a/ x\nendif"}) {
    INFO(bad);
    CHECK(refused(bad));
  }
}

TEST_CASE("a pattern that explodes is an error, not a busy daemon") {
  const auto read = read_patterns("/^(a+)+$/ x", PatternKind::pcre);
  REQUIRE(read.table);
  const auto answer = read.table->lookup(std::string(40, 'a') + "!");
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind != dovetail::base::ErrorKind::permanent);
}
