// SPDX-License-Identifier: MIT
#include "policy/greylist/pattern_list.hpp"

#include "policy/greylist/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::policy::greylist;

TEST_CASE("what stands between slashes is a pattern") {
  CHECK(PatternList::is_pattern("/a/"));
  CHECK_FALSE(PatternList::is_pattern("//"));
  CHECK_FALSE(PatternList::is_pattern("/a"));
  CHECK_FALSE(PatternList::is_pattern("a/"));
}

TEST_CASE("the first pattern that matches wins, in any case and anywhere") {
  PatternList list;
  CHECK_FALSE(list.add("/^mx\\d+\\./", 1));
  CHECK_FALSE(list.add("/example/", 2));
  CHECK(list.find("MX7.example.test") == EntryNumber{1});
  CHECK(list.find("a.Example.test") == EntryNumber{2});
  CHECK_FALSE(list.find("mx.other.test"));
}

TEST_CASE("a wrong pattern says what is wrong") {
  PatternList list;
  CHECK(list.add("/(/", 1)->starts_with("bad regular expression: "));
  CHECK(list.add("/a b/", 1) == "white space in a regular expression");
}

TEST_CASE("only what Postgrey would look at is looked at") {
  PatternList list;
  CHECK_FALSE(list.add("/end$/", 1));
  CHECK(list.find(std::string(kMaxValue - 3, 'x') + "end"));
  CHECK_FALSE(list.find(std::string(kMaxValue, 'x') + "end"));
}

TEST_CASE("a budget that is spent gives no answer, whether by patterns or by steps") {
  PatternList list;
  CHECK_FALSE(list.add("/nothing/", 1));
  CHECK_FALSE(list.add("/^good/", 2));
  MatchBudget two{2};
  CHECK(list.find("good", &two) == EntryNumber{2});
  CHECK_FALSE(two.spent);
  MatchBudget one{1};
  CHECK_FALSE(list.find("good", &one));
  CHECK(one.spent);

  PatternList hostile;
  CHECK_FALSE(hostile.add("/^(a+)+$/", 1));
  CHECK_FALSE(hostile.add("/b/", 2));
  MatchBudget plenty{100};
  CHECK_FALSE(hostile.find(std::string(40, 'a') + "b", &plenty));
  CHECK(plenty.spent);
  CHECK(hostile.find(std::string(40, 'a') + "b") == EntryNumber{2});  // with patience
}
