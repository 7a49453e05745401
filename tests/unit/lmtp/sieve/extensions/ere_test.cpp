// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/ere.hpp"

#include "tests/support/catch.hpp"

using dovetail::lmtp::sieve::pcre_from_ere;

namespace {

std::string translated(const std::string& ere) {
  const auto pcre = pcre_from_ere(ere);
  return pcre ? *pcre : "! " + pcre.error();
}

}  // namespace

TEST_CASE("what both know is written for the other") {
  CHECK(translated("^ab.$") == "\\Aab.\\z");
  CHECK(translated("a*") == "(?:a)*");
  CHECK(translated("(a|b)+c") == "(?:(a|b))+c");
  CHECK(translated("a{2}b{2,}c{2,3}d{,4}") == "(?:a){2}(?:b){2,}(?:c){2,3}(?:d){0,4}");
  CHECK(translated("a+?") == "(?:(?:a)+)?");
  CHECK(translated("a-b c") == "a\\-b\\ c");
  CHECK(translated("}") == "\\}");
  CHECK(translated("a)") == "a\\)");
  CHECK(translated("()") == "()");
  CHECK(translated("a|") == "a|");
}

TEST_CASE("bracket expressions keep their meaning") {
  CHECK(translated("[]a-c^]") == "[\\]a-c\\^]");
  CHECK(translated("[^[:alpha:]x]") == "[^[:alpha:]x]");
  CHECK(translated("[\\d]") == "[\\\\d]");
  CHECK(translated("[a-]") == "[a\\-]");
  CHECK(translated("[[.-.]]") == "[\\-]");
}

TEST_CASE("escapes are those of POSIX, not of Perl") {
  CHECK(translated("\\d\\.\\x") == "d\\.x");
  CHECK(translated("(a)\\1") == "(a)\\g{1}");
  CHECK(translated("\\w\\b") == "\\w\\b");
}

TEST_CASE("mistakes are told in regcomp's words") {
  CHECK(translated("(") == "! unmatched ( or \\(");
  CHECK(translated("[a") == "! unmatched [, [^, [:, [., or [=");
  CHECK(translated("[[:alpha:]") == "! unmatched [, [^, [:, [., or [=");
  CHECK(translated("[[:foo:]]") == "! invalid character class name");
  CHECK(translated("[b-a]") == "! invalid range end");
  CHECK(translated("[a-z-9]") == "! invalid range end");
  CHECK(translated("a{2") == "! unmatched \\{");
  CHECK(translated("a{2,1}") == "! invalid content of \\{\\}");
  CHECK(translated("a{1,2,3}") == "! invalid content of \\{\\}");
  CHECK(translated("a{40000}") == "! regular expression too big");
  for (const char* ere : {"*", "+", "a|*b", "(+)", "^*", "(?:a)", "{1}"}) {
    CAPTURE(ere);
    CHECK(translated(ere) == "! invalid preceding regular expression");
  }
  CHECK(translated("a\\") == "! trailing backslash");
  CHECK(translated("\\1") == "! invalid back reference");
}
