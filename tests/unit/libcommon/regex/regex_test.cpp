// SPDX-License-Identifier: MIT
#include "libcommon/regex/regex.hpp"

#include "libcommon/regex/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using regex::Pattern;

namespace {

bool matches(std::string_view pattern, std::string_view subject, const regex::Options& options = {}) {
  return Pattern::compile(pattern, options).value().matches(subject).value();
}

}  // namespace

TEST_CASE("a pattern matches anywhere unless anchored") {
  CHECK(matches("b+c", "aabbcd"));
  CHECK_FALSE(matches("b+c", "aabbd"));
  CHECK(matches("", ""));
  CHECK_FALSE(matches("b", "ab", {.anchored = true}));
  CHECK(matches("^b", "a\nb", {.multi_line = true}));
  CHECK_FALSE(matches("^b", "a\nb"));
  CHECK(matches("a.b", "a\nb", {.dot_all = true}));
  CHECK(matches("A  B # both", "ab", {.ignore_case = true, .extended = true}));
  CHECK(matches("b$", "ab\n"));
  CHECK_FALSE(matches("b$", "ab\n", {.dollar_endonly = true}));
  CHECK((*Pattern::compile("a+").value().find("aaa").value())[0] == "aaa");
  CHECK((*Pattern::compile("a+", {.ungreedy = true}).value().find("aaa").value())[0] == "a");
}

TEST_CASE("groups are views into the subject; one that took no part is nothing") {
  const auto pattern = Pattern::compile("(\\w+)(\\+(\\w+))?@(.*)").value();
  CHECK(pattern.group_count() == 4);
  const std::string subject = "to user+box@example.com";
  const auto found = pattern.find(subject).value();
  REQUIRE(found);
  CHECK(found->size() == 5);
  CHECK((*found)[0] == "user+box@example.com");
  CHECK((*found)[3] == "box");
  CHECK((*found)[9] == std::nullopt);
  const auto plain = pattern.find("user@example.com").value();
  CHECK((*plain)[2] == std::nullopt);
  CHECK((*plain)[4] == "example.com");
  CHECK_FALSE(pattern.find("nobody").value());
}

TEST_CASE("UTF-8 is characters when asked for, bytes otherwise") {
  CHECK(matches("^.$", "\xC3\xA4", {.utf8 = true}));
  CHECK_FALSE(matches("^.$", "\xC3\xA4"));
  CHECK(matches("\xC3\x84", "\xC3\xA4", {.ignore_case = true, .utf8 = true}));
  CHECK_FALSE(matches("a", "a\xFF", {.utf8 = true}));  // not UTF-8: no match, no error
  CHECK(matches("a", "a\xFF"));
  CHECK(matches(std::string_view("a\0b", 3), std::string_view("xa\0b", 4)));
}

TEST_CASE("a wrong pattern says what is wrong and where") {
  const auto wrong = Pattern::compile("a(b");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == base::ErrorKind::permanent);
  CHECK(wrong.error().text.find("at byte 3") != std::string::npos);
  CHECK_FALSE(Pattern::compile("\\C"));
  CHECK_FALSE(Pattern::compile(std::string(200, '(') + std::string(200, ')')));
  CHECK_FALSE(Pattern::compile(std::string(regex::kMaxPatternLength + 1, 'a')));
  CHECK_FALSE(Pattern::compile("(*UTF)a"));  // only the caller decides that
}

TEST_CASE("patterns that explode are given up, not followed") {
  const std::string subject(40, 'a');
  for (const char* hostile : {"(a+)+$b", "(a|aa)+$b", "^(([a-z])+.)+[A-Z]([a-z])+$"}) {
    CAPTURE(hostile);
    const auto result = Pattern::compile(hostile).value().matches(subject + "!");
    CHECK((!result || !*result));
  }
  const auto deep =
      Pattern::compile("^(a?){40}a{40}$|(?:a(?=(a*)))*b").value().matches(std::string(500'000, 'a'));
  CHECK((!deep || !*deep));
  CHECK_FALSE(Pattern::compile("a").value().matches(std::string(regex::kMaxSubjectLength + 1, 'a')));
}

TEST_CASE("the limit holds for all the places where a match may begin, not for each") {
  const auto pattern = Pattern::compile("[a-z.]+\\.[a-z.]+\\.x@spam\\.example$").value();
  std::string address;
  while (address.size() < 1400) address += "a.";
  CHECK_FALSE(pattern.matches(address + "@spam.example"));
  CHECK_FALSE(pattern.matches(address + "@spam.example", regex::Effort::quick));
  CHECK(pattern.matches("some.body.x@spam.example").value());
  CHECK_FALSE(pattern.matches("some.body.else@spam.example").value());
  CHECK_FALSE(Pattern::compile("foo.*bar").value().matches("foo" + std::string(1'500, 'x')).value());
}

TEST_CASE("a quick look gives up where a patient one finds the answer") {
  const auto pattern = Pattern::compile("(a+)+$").value();
  const std::string subject = std::string(16, 'a') + "b" + "a";
  CHECK_FALSE(pattern.matches(subject, regex::Effort::quick));
  CHECK(pattern.matches(subject).value());
  CHECK(pattern.matches("aa", regex::Effort::quick).value());
}

TEST_CASE("a harmless pattern of many alternatives takes a long key") {
  CHECK(matches("^(?:[^,]|,,)+$", std::string(700, 'x')));
  CHECK(matches("^(?:[^,]|,,)+$", std::string(10'000, 'x')));
  CHECK_FALSE(matches("^(?:[^,]|,,)+$", std::string(9'000, 'x') + ","));
}

TEST_CASE("a match that was given up is a temporary error: it says nothing about the subject") {
  const auto result = Pattern::compile("^(a+)+$").value().matches(std::string(60, 'a') + "!");
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == base::ErrorKind::temporary);
}
