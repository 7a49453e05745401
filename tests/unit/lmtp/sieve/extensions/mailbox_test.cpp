// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/sieve/extensions/script_run.hpp"

using namespace dovetail::lmtp::sieve;
using dovetail::test::compile_errors;
using dovetail::test::Delivery;
using dovetail::test::run;
using dovetail::test::run_scripts;
using dovetail::test::summary;

TEST_CASE("mailboxexists asks for all names at once") {
  Delivery delivery;
  delivery.answers = {true, false};
  const std::string script =
      "require [\"mailbox\",\"fileinto\"]; if mailboxexists [\"A\",\"B.C\"] { fileinto \"A\"; }"
      "if mailboxexists \"D\" { fileinto \"D\"; }";
  CHECK(summary(run_scripts({script}, delivery)) == "store A");
  REQUIRE(delivery.questions.size() == 2);
  CHECK(std::get<MailboxesExist>(delivery.questions[0]).names == std::vector<std::string>{"A", "B.C"});
  CHECK(std::get<MailboxesExist>(delivery.questions[1]).names == std::vector<std::string>{"D"});
}

TEST_CASE("a store that cannot answer now is a temporary failure") {
  Delivery delivery;
  delivery.answers = {Unavailable{"disk is away"}};
  const Outcome outcome = run_scripts({"require \"mailbox\"; if mailboxexists \"A\" { discard; }"}, delivery);
  CHECK(outcome.status == Status::temporary_failure);
  CHECK(outcome.actions.empty());
  REQUIRE(outcome.messages.size() == 1);
  CHECK(outcome.messages[0].text == "disk is away");
}

TEST_CASE(":create goes with the store") {
  CHECK(run("require [\"mailbox\",\"fileinto\"]; fileinto :create \"A\";") == "store A +create");
  CHECK(run("require [\"mailbox\",\"fileinto\"]; fileinto \"A\"; fileinto :create \"A\";") ==
        "store A +create");
}

TEST_CASE("special use is asked for and named") {
  Delivery delivery;
  delivery.extensions = "+special-use";
  delivery.answers = {true};
  const Outcome outcome =
      run_scripts({"require [\"special-use\",\"fileinto\"]; if specialuse_exists \"\\\\Junk\" "
                   "{ fileinto :specialuse \"\\\\Junk\" \"Spam\"; }"},
                  delivery);
  REQUIRE(outcome.actions.size() == 1);
  CHECK(std::get<Store>(outcome.actions[0].what).special_use == "\\Junk");
  CHECK(std::get<SpecialUseExists>(delivery.questions[0]).flags == std::vector<std::string>{"\\Junk"});
  CHECK(compile_errors("require [\"special-use\"]; if specialuse_exists \"Junk\" {}", "+special-use")
            .starts_with("line 1: error: specialuse_exists test: invalid special-use flag `Junk' specified"));
}
