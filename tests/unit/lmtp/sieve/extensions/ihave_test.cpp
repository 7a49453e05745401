// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/sieve/extensions/script_run.hpp"

using dovetail::test::compile_errors;
using dovetail::test::run;

TEST_CASE("branches that are never taken are not checked") {
  CHECK(run("require \"ihave\"; if ihave \"nothing\" { nothing; } else { discard; }") == "discard");
  CHECK(run("require \"ihave\"; if not ihave \"nothing\" { discard; } else { nothing; } redirect \"a@b\";") ==
        "discard; redirect a@b");
  CHECK(run("if false { nothing; } discard;") == "discard");
  CHECK(run("if anyof(header \"a\" \"b\", true, nothing) { discard; } elsif nothing { nothing; }") ==
        "discard");
  CHECK(run("if allof(header \"a\" \"b\", false, nothing) { nothing; } else { discard; }") == "discard");
}

// Found by its endless loop: the end of the chain was a label that nobody had placed.
TEST_CASE("a chain whose last branch is never reached ends") {
  CHECK(run("redirect \"a@b\"; if true { keep; } else { discard; }") == "keep INBOX; redirect a@b");
}

TEST_CASE("ihave enables what is there") {
  CHECK(run("require \"ihave\"; if ihave [\"fileinto\",\"copy\"] { fileinto :copy \"A\"; }") ==
        "store A (copy); keep INBOX");
  CHECK(compile_errors("require \"ihave\"; if ihave \"variables\" { set \"a\" \"b\"; }").empty());
}

TEST_CASE("error ends the run and keeps the message") {
  CHECK(run("require \"ihave\"; discard; error \"enough\";") == "keep INBOX !error 1: enough");
}
