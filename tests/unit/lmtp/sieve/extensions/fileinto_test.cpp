// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/sieve/extensions/script_run.hpp"

using dovetail::test::compile_errors;
using dovetail::test::run;

TEST_CASE("fileinto stores and cancels the keep, :copy does not") {
  CHECK(run("require \"fileinto\"; fileinto \"A.B\";") == "store A.B");
  CHECK(run("require [\"fileinto\",\"copy\"]; fileinto :copy \"A\";") == "store A (copy); keep INBOX");
  CHECK(run("require \"fileinto\"; fileinto \"A\"; keep;") == "store A; keep INBOX");
}

TEST_CASE("stores into one folder are one store") {
  CHECK(run("require \"fileinto\"; fileinto \"A\"; fileinto \"A\"; fileinto \"a\";") == "store A; store a");
  CHECK(run("require \"fileinto\"; fileinto \"inbox\"; keep;") == "store INBOX");
  CHECK(run("require [\"fileinto\",\"copy\"]; fileinto :copy \"INBOX\";") == "store INBOX (copy)");
  CHECK(run("require [\"fileinto\",\"copy\"]; fileinto :copy \"A\"; fileinto \"A\";") ==
        "store A (copy); keep INBOX");  // a double changes nothing, as elsewhere
}

TEST_CASE("fileinto needs its capability and a valid name") {
  CHECK(compile_errors("fileinto \"A\";") ==
        "line 1: error: unknown command 'fileinto' (only reported once at first occurrence).\n"
        "error: validation failed.\n");
  CHECK(compile_errors("require \"fileinto\"; fileinto \"\xff\";") ==
        "line 1: error: fileinto command: invalid folder name `?' specified: invalid utf-8.\n"
        "error: validation failed.\n");
}
