// SPDX-License-Identifier: MIT
#include "libcommon/vars/condition.hpp"

#include "libcommon/vars/expand.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;

namespace {

std::string of(std::string_view text) {
  vars::Table values;
  values.set_user("foobar@ex.org");
  return vars::expand(text, values).value_or("ERROR");
}

}  // namespace

// All expected values are from Dovecot 2.3.19.1.
TEST_CASE("the operators of %{if}") {
  CHECK(of("%{if;%n;eq;foobar;yes;no}|%{if;%n;ne;foobar;yes;no}|%{if;1;<;10;yes;no}") == "yes|no|yes");
  CHECK(of("%{if;1;lt;10;y;n}|%{if;10;lt;9;y;n}|%{if;5;>=;5;a;b}|%{if;5;<=;4;a;b}") == "y|y|a|b");
  CHECK(of("%{if;5;!=;5;a;b}|%{if;a;gt;b;x;y}|%{if;a;ge;a;x;y}|%{if;a;le;b;x;y}") == "b|y|x|x");
  CHECK(of("%{if;%d;*;ex.*;y;n}|%{if;%d;!*;ex.*;y;n}|%{if;abc;*;a?c;y;n}|%{if;abc;*;A?C;y;n}") == "y|n|y|n");
  CHECK(of("%{if;%u;~;^foo.*g$;y;n}|%{if;%u;!~;^foo;y;n}|%{if;abc;~;B;y;n}") == "y|n|n");
  CHECK(of("%{if;;eq;;empty;not}|%{if;%u;eq;;empty;not}") == "empty|not");
}

TEST_CASE("operands that are no numbers, unknown operators, broken patterns") {
  for (const char* text : {"%{if;x;==;y;a;b}", "%{if;a;<;b;x;y}", "%{if;%u;~;[;y;n}", "%{if;1;=;1;a;b}",
                           "%{if;ab;eq;ab;y;n;z}", "%{if;}", "%{if;a:b;eq;a:b;y;n}"}) {
    INFO(text);
    CHECK(of(text) == "ERROR");
  }
}

TEST_CASE("nesting, escapes and modifiers of conditions") {
  CHECK(of("%{if;%{if;1;==;1;a;b};eq;a;p;q}|%{if;1;==;2;a;%{if;1;==;1;inner;c}}") == "p|inner");
  CHECK(of("%{if;1;==;1;a\\;b;c}|%{if;1;==;1;y\\:z}|%{if;1;==;1;y:z;n}|%{if;1;==;1;y\\xz;n}") ==
        "a;b|y:z|y|yxz");
  CHECK(of("%{if;user;eq;x;a;b}|%{if;%u;eq;foobar@ex.org;%n;%d}|%{if;%Un;eq;FOOBAR;%Un;n}") ==
        "b|foobar|FOOBAR");
  CHECK(of("%L{if;1;==;1;ABC;c}|%2{if;1;==;1;ABC;c}|%-3.2{if;1;==;1;abcdef;c}|%4.2{if;1;==;1;abcdef}") ==
        "abc|AB|de|ef");
  CHECK(of("%{if;1;lt;2;a}|%{if;2;lt;1;a}") == "a|");
  CHECK(of("postmaster@%{if;%d;ne;;%d;%{hostname}}") == "postmaster@ex.org");
}

TEST_CASE("nesting has an end") {
  std::string text = "x";
  for (int i = 0; i < 20; ++i) {
    text = "%{if;1;==;1;" + text + "}";
  }
  CHECK(of(text) == "ERROR");
}

TEST_CASE("wildcards take linear time for each star") {
  CHECK(vars::wildcard_match("*", ""));
  CHECK(vars::wildcard_match("a*b*c", "aXbYbZc"));
  CHECK_FALSE(vars::wildcard_match("a*b", "acd"));
  CHECK_FALSE(vars::wildcard_match("", "a"));
  CHECK_FALSE(vars::wildcard_match(std::string(50, '*') + "b", std::string(50000, 'a')));
}
