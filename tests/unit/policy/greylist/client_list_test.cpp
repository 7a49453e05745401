// SPDX-License-Identifier: MIT
#include "policy/greylist/client_list.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::policy::greylist;

namespace {

struct Read {
  ClientList list;
  std::vector<ListProblem> problems;
  explicit Read(std::string_view text) { list.read("FILE", text, problems); }
  std::string entry_for_name(std::string_view name) const {
    const auto found = list.find_name(name);
    return found ? list.entry(*found).text : "";
  }
  bool has(const char* address) const { return list.find_address(*IpAddress::parse(address)).has_value(); }
};

}  // namespace

TEST_CASE("a host name covers itself and what is below it") {
  const Read read("example.net # comment\n");
  CHECK(read.entry_for_name("example.net") == "example.net");
  CHECK(read.entry_for_name("A.Example.NET") == "example.net");
  CHECK(read.entry_for_name("notexample.net").empty());
  CHECK(read.entry_for_name("net").empty());
  CHECK(read.entry_for_name("").empty());
  CHECK(read.problems.empty());
}

TEST_CASE("patterns are matched anywhere in the name, in any case") {
  const Read read("/^ms-smtp.*\\.rr\\.com$/\n/pool\\d+/\n");
  CHECK(read.entry_for_name("MS-SMTP-01.texas.rr.com") == "/^ms-smtp.*\\.rr\\.com$/");
  CHECK(read.entry_for_name("a-pool17.x.test") == "/pool\\d+/");
  CHECK(read.entry_for_name("ms-smtp.rr.com.x.test").empty());
}

TEST_CASE("networks are matched by address only") {
  const Read read("195.235.39\n10.20\n2001:db8::/32\n192.0.2.7\n");
  CHECK(read.has("195.235.39.200"));
  CHECK(read.has("10.20.200.1"));
  CHECK(read.has("2001:db8:1::1"));
  CHECK(read.has("192.0.2.7"));
  CHECK_FALSE(read.has("192.0.2.8"));
  CHECK(read.entry_for_name("195.235.39").empty());
}

TEST_CASE("wrong lines are told with file and line, and left out") {
  const Read read("\n# only a comment\na host\n1.2.3.999\n10.0.0.0/8/x\nx/y\n/(/\n/a b/\ngood.test\n");
  REQUIRE(read.problems.size() == 6);
  CHECK(read.problems[0].text == "FILE line 3: doesn't look like a hostname");
  CHECK_FALSE(read.problems[0].fatal);
  CHECK(read.problems[1].text == "FILE line 4: doesn't look like an address");
  CHECK(read.problems[2].text == "FILE line 5: doesn't look like an address");
  CHECK(read.problems[3].text == "FILE line 6: doesn't look like a hostname");
  CHECK(read.problems[4].text.starts_with("FILE line 7: bad regular expression"));
  CHECK(read.problems[4].fatal);
  CHECK(read.problems[5].text == "FILE line 8: white space in a regular expression");
  CHECK(read.list.size() == 1);
  CHECK(read.entry_for_name("good.test") == "good.test");
}

TEST_CASE("a hostile name ends a match, not the daemon") {
  const Read read("/^(a+)+$/\n");
  CHECK(read.entry_for_name(std::string(500, 'a') + "!").empty());
}

TEST_CASE("an entry remembers where it stands") {
  const Read read("a.test\n\nb.test\n");
  const auto& entry = read.list.entry(*read.list.find_name("x.b.test"));
  CHECK(entry.file == "FILE");
  CHECK(entry.line == 3);
}
