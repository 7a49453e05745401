// SPDX-License-Identifier: MIT
#include "libcommon/table/domain_list.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table;
using dovetail::config::MemorySource;

TEST_CASE("domains are compared whole and without case") {
  const auto list = DomainList::parse("example.org, Other.Test", MemorySource());
  REQUIRE(list);
  CHECK(list->restricts());
  CHECK(list->contains("EXAMPLE.org"));
  CHECK(list->contains("other.test"));
  CHECK_FALSE(list->contains("mail.example.org"));
  CHECK_FALSE(DomainList::parse("  ", MemorySource())->restricts());
}

TEST_CASE("the first entry that matches decides") {
  const auto list = DomainList::parse("!a.test b.test a.test", MemorySource());
  CHECK_FALSE(list->contains("a.test"));
  CHECK(list->contains("b.test"));
}

TEST_CASE("files of the list are read in place") {
  const MemorySource files(std::map<std::string, std::string>{
      {"/d", "# ours\none.test\ntwo.test !three.test\n"}, {"/loop", "/loop\n"}});
  const auto list = DomainList::parse("/d", files);
  REQUIRE(list);
  CHECK(list->contains("two.test"));
  CHECK_FALSE(list->contains("three.test"));
  CHECK_FALSE(DomainList::parse("!/d", files)->contains("one.test"));
  CHECK_FALSE(DomainList::parse("/missing", files));
  CHECK_FALSE(DomainList::parse("/loop", files));
  CHECK_FALSE(DomainList::parse("hash:/x", files));
}
