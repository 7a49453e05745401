// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/specification.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table::maps;
using Type = Specification::Type;

TEST_CASE("types and names") {
  CHECK(parse_specification("mysql:/etc/x.cf")->type == Type::mysql);
  CHECK(parse_specification("proxy:mysql:/etc/x.cf")->value == "/etc/x.cf");
  for (const char* name : {"hash:/f", "btree:/f", "lmdb:/f", "texthash:/f", "cdb:/f"}) {
    CHECK(parse_specification(name)->type == Type::hash);
  }
  CHECK(parse_specification("static:5000")->value == "5000");
  CHECK(parse_specification("cidr:{{10.0.0.0/8 OK}}")->value == "{{10.0.0.0/8 OK}}");
}

TEST_CASE("unions nest") {
  const auto whole = parse_specification("unionmap:{inline:{a=b, c=d}, unionmap:{hash:/f,static:x}}");
  REQUIRE(whole);
  REQUIRE(whole->members.size() == 2);
  CHECK(whole->members[1].members.size() == 2);
}

TEST_CASE("what cannot be served says why") {
  for (const char* bad :
       {"ldap:/f", "pgsql:/f", "socketmap:unix:x:y", "tcp:h:1", "nonsense:/f", "plain", "", "hash:relative",
        "mysql:{x}", "unionmap:hash:/f", "unionmap:{}", "unionmap:{hash:/f"}) {
    INFO(bad);
    CHECK_FALSE(parse_specification(bad));
  }
  std::string deep = "static:x";
  for (int i = 0; i < 50; ++i)
    deep = "unionmap:{" + deep + "}";
  CHECK_FALSE(parse_specification(deep));
}
