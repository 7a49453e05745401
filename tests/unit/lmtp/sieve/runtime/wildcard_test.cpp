// SPDX-License-Identifier: MIT
#include "lmtp/sieve/runtime/wildcard.hpp"

#include "lmtp/sieve/runtime/comparator.hpp"
#include "lmtp/sieve/runtime/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::sieve;

namespace {

// The match values joined by '|'; "-" for no match.
std::string match(const std::string& value, const std::string& pattern) {
  MatchBudget budget{limits::kMatchSteps};
  std::vector<std::string> values;
  if (!wildcard_match(value, pattern, casemap_comparator().fold, budget, &values)) return "-";
  std::string out;
  for (const std::string& each : values) {
    out += (out.empty() ? "" : "|") + each;
  }
  return out;
}

}  // namespace

TEST_CASE("stars take as little as they can, from the left") {
  CHECK(match("frop", "FR*") == "frop|op");
  CHECK(match("frop", "*") == "frop|frop");
  CHECK(match("frop", "*o*") == "frop|fr|p");
  CHECK(match("a,b,c", "*,*") == "a,b,c|a|b,c");
  CHECK(match("xaYbZb", "*a*b") == "xaYbZb|x|YbZ");
  CHECK(match("aab", "*ab") == "aab|a");
  CHECK(match("ab", "**b") == "ab||a");
  CHECK(match("abc", "abc") == "abc");
  CHECK(match("abcd", "abc") == "-");
  CHECK(match("ab", "a*b*") == "ab||");
  CHECK(match("aXb", "a*a*b") == "-");
  CHECK(match("aba", "ab*ba") == "-");
}

TEST_CASE("question marks are one octet each") {
  CHECK(match("frop", "?r?p") == "frop|f|o");
  CHECK(match("frop", "??") == "-");
  CHECK(match("frop", "*?p") == "frop|fr|o");
  CHECK(match("", "?") == "-");
}

TEST_CASE("a backslash quotes the next octet") {
  CHECK(match("a*b", "a\\*b") == "a*b");
  CHECK(match("axb", "a\\*b") == "-");
  CHECK(match("a\\b", "a\\\\b") == "a\\b");
  CHECK(match("a\\", "a\\") == "a\\");
}

TEST_CASE("the number of match values is bounded") {
  MatchBudget budget{limits::kMatchSteps};
  std::vector<std::string> values;
  CHECK(wildcard_match(std::string(50, 'a'), std::string(50, '?'), octet_comparator().fold, budget, &values));
  CHECK(values.size() == limits::kMatchValues);
}

TEST_CASE("many stars cost no more than pattern times value") {
  MatchBudget budget{100'000'000};
  std::string pattern;
  for (int i = 0; i < 50; ++i) {
    pattern += "*a";
  }
  CHECK_FALSE(wildcard_match(std::string(10'000, 'a') + "c", pattern + "*b", octet_comparator().fold, budget,
                             nullptr));
  CHECK_FALSE(budget.exhausted);
  CHECK(budget.steps > 99'000'000);
}

TEST_CASE("a spent budget is no match") {
  MatchBudget budget{1'000};
  CHECK_FALSE(wildcard_match(std::string(10'000, 'a'), "*b*", octet_comparator().fold, budget, nullptr));
  CHECK(budget.exhausted);
  MatchBudget other{1'000};
  CHECK_FALSE(contains(std::string(10'000, 'a'), "b", octet_comparator().fold, other));
  CHECK(other.exhausted);
}

TEST_CASE("contains finds keys anywhere") {
  MatchBudget budget{1'000};
  CHECK(contains("frop", "RO", casemap_comparator().fold, budget));
  CHECK(contains("", "", octet_comparator().fold, budget));
  CHECK(contains("a", "", octet_comparator().fold, budget));
  CHECK_FALSE(contains("a", "ab", octet_comparator().fold, budget));
}
