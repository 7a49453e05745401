// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/sieve/extensions/script_run.hpp"

using namespace dovetail::lmtp::sieve;
using dovetail::test::Delivery;
using dovetail::test::run;
using dovetail::test::run_scripts;

TEST_CASE("reject cancels the keep and carries its reason") {
  CHECK(run("require \"reject\"; reject \"no thanks\";") == "reject no thanks");
  CHECK(run("require \"reject\"; discard; reject \"no\";") == "discard; reject no");
}

TEST_CASE("reject excludes delivery in the same script") {
  CHECK(run("require \"reject\"; keep; reject \"x\";") ==
        "keep INBOX !error 1: reject/ereject action conflicts with other action: the store action (: line 1) "
        "tries to "
        "deliver the message");
  CHECK(run("require \"reject\"; reject \"x\"; reject \"y\";") ==
        "keep INBOX !error 1: duplicate reject/ereject action not allowed (previously triggered one was "
        "here: : line 1)");
}

TEST_CASE("ereject says that it is one") {
  Delivery delivery;
  delivery.extensions = "+ereject";
  const Outcome outcome = run_scripts({"require \"ereject\"; ereject \"x\";"}, delivery);
  REQUIRE(outcome.actions.size() == 1);
  CHECK(std::get<Reject>(outcome.actions[0].what).extended);
}
