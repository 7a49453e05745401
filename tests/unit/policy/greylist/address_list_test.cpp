// SPDX-License-Identifier: MIT
#include "policy/greylist/address_list.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::policy::greylist;

namespace {

struct Read {
  AddressList list;
  std::vector<ListProblem> problems;
  explicit Read(std::string_view text) { list.read("FILE", text, problems); }
  bool has(std::string_view address) const { return list.find(address).has_value(); }
};

}  // namespace

TEST_CASE("user@domain covers extensions, in exactly that domain") {
  const Read read("Joe@b.test\n");
  CHECK(read.has("joe@B.TEST"));
  CHECK(read.has("joe+list@b.test"));
  CHECK_FALSE(read.has("joe@a.b.test"));
  CHECK_FALSE(read.has("xjoe@b.test"));
  CHECK_FALSE(read.has("joe"));
}

TEST_CASE("user@ covers any domain") {
  const Read read("postmaster@\nabuse@\n");
  CHECK(read.has("Postmaster@x.test"));
  CHECK(read.has("abuse+1@y.test"));
  CHECK_FALSE(read.has("abuser@y.test"));
  CHECK_FALSE(read.has("postmaster"));
}

TEST_CASE("a domain covers what is below it") {
  const Read read("b.test\n");
  CHECK(read.has("x@b.test"));
  CHECK(read.has("x@a.b.test"));
  CHECK_FALSE(read.has("x@notb.test"));
  CHECK_FALSE(read.has("b.test"));
}

TEST_CASE("patterns see the whole address, also an empty one") {
  const Read read("/^list-.*@/\n/^$/\n");
  CHECK(read.has("LIST-a@x.test"));
  CHECK(read.has(""));
  CHECK_FALSE(read.has("a-list-a@x.test"));
}

TEST_CASE("nothing but a pattern or <> matches the null address") {
  CHECK_FALSE(Read("b.test\njoe@\n").has(""));
  CHECK(Read("<>\n").has(""));
  CHECK_FALSE(Read("<>\n").has("a@b.test"));
}

TEST_CASE("wrong lines are told") {
  const Read read("two words\n@b.test\n/[/\n");
  REQUIRE(read.problems.size() == 3);
  CHECK(read.problems[0].text == "FILE line 1: doesn't look like an address");
  CHECK(read.problems[1].text == "FILE line 2: doesn't look like an address");
  CHECK(read.problems[2].fatal);
}
