// SPDX-License-Identifier: MIT
#include "lmtp/sieve/runtime/execution.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/sieve/extensions/script_run.hpp"

using namespace dovetail::lmtp::sieve;
using dovetail::test::Delivery;
using dovetail::test::run;
using dovetail::test::run_scripts;
using dovetail::test::summary;

TEST_CASE("the next script runs while a keep is in force") {
  Delivery delivery;
  CHECK(summary(run_scripts({"require \"fileinto\"; fileinto \"A\"; keep;", "discard;"}, delivery)) ==
        "store A; discard");
  CHECK(summary(run_scripts({"require \"fileinto\"; fileinto \"A\";", "redirect \"a@b\";"}, delivery)) ==
        "store A");
  CHECK(summary(run_scripts({"keep;", ""}, delivery)) == "keep INBOX");
  CHECK(summary(run_scripts({"", "require \"fileinto\"; fileinto \"B\";"}, delivery)) == "store B");
}

TEST_CASE("the keep of the last script carries its flags") {
  Delivery delivery;
  CHECK(summary(run_scripts(
            {"require \"imap4flags\"; addflag \"a\"; keep;", "require \"imap4flags\"; addflag \"b\";"},
            delivery)) == "keep INBOX a b");
}

TEST_CASE("a run-time error undoes everything and keeps the message") {
  Delivery delivery;
  const Outcome outcome =
      run_scripts({"require [\"fileinto\",\"imap4flags\"]; addflag \"x\"; fileinto \"A\"; keep;",
                   "require \"variables\"; redirect \"${none}\";"},
                  delivery);
  CHECK(outcome.status == Status::failure);
  REQUIRE(outcome.actions.size() == 1);
  CHECK(std::get<Store>(outcome.actions[0].what).flags.empty());
}

TEST_CASE("storing goes before sending") {
  Delivery delivery;
  CHECK(summary(run_scripts({"require \"fileinto\"; redirect \"a@b\"; fileinto \"A\"; keep;"}, delivery)) ==
        "store A; keep INBOX; redirect a@b");
}

TEST_CASE("an action that was to cancel the keep and failed leaves it") {
  Delivery delivery;
  const Outcome outcome = run_scripts({"redirect \"a@b\"; discard;"}, delivery);
  CHECK(outcome.keep_cancelled);
  CHECK_FALSE(keep_needed(outcome, {true, true}));
  CHECK(keep_needed(outcome, {false, true}));
  const Outcome kept = run_scripts({"redirect \"a@b\"; keep;"}, delivery);
  CHECK_FALSE(keep_needed(kept, {true, false}));
}

TEST_CASE("processor time is bounded") {
  Delivery delivery;
  dovetail::lmtp::message::Message message(delivery.message);
  std::string script = "require \"variables\";";
  for (int i = 0; i < 100; ++i) {
    script += "set \"a\" \"b\";";
  }
  std::vector<std::string> unknown;
  const auto compiled =
      compile(script, "s", all_extensions(), {.available = all_extensions().configured_set("", unknown)});
  Execution execution(
      Input{.message = message, .settings = delivery.settings, .envelope = {}, .now = {}, .cpu_time = [] {
              static std::chrono::nanoseconds now{0};
              return now += std::chrono::seconds(20);
            }});
  execution.begin(compiled.script);
  execution.step();
  const Outcome outcome = execution.finish();
  CHECK(outcome.status == Status::resource_limit);
  CHECK(summary(outcome).find("execution exceeded CPU time limit") != std::string::npos);
  CHECK_FALSE(execution.wants_next());
}
