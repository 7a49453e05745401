// SPDX-License-Identifier: MIT
#include "daemons/policyd/engine.hpp"

#include <thread>

#include "tests/support/catch.hpp"
#include "tests/support/fake_greylist_store.hpp"
#include "tests/unit/policy/greylist/requests.hpp"

using namespace dovetail;

TEST_CASE("the engine decides by the rules it is given") {
  policyd::Engine engine(std::make_unique<test::FakeGreylistStore>());
  std::vector<policy::Request> requests;
  requests.push_back(test::mail_from("1.2.3.4", "s@a", "r@b"));
  const auto first = engine.decide(test::rulebook(), requests, base::from_unix_seconds(1'700'000'000));
  REQUIRE(first.verdicts.size() == 1);
  CHECK(first.verdicts[0].reason == "new");
  CHECK(first.trouble.empty());
  policy::greylist::Settings settings;
  settings.delay = std::chrono::seconds(5);
  const auto second =
      engine.decide(test::rulebook(settings), requests, base::from_unix_seconds(1'700'000'005));
  CHECK(second.verdicts[0].action.starts_with("PREPEND"));
}

TEST_CASE("while somebody uses the store nothing is recalled, and nobody waits") {
  auto store = std::make_unique<test::FakeGreylistStore>();
  store->recalls = true;
  policyd::Engine engine(std::move(store));
  std::vector<policy::Request> requests;
  requests.push_back(test::mail_from("1.2.3.4", "s@a", "r@b"));
  const auto now = base::from_unix_seconds(1'700'000'000);
  const auto rules = test::rulebook();
  engine.decide(rules, requests, now);
  policy::greylist::MatchBudget budget{1000};
  CHECK(engine.recall(rules, requests[0], now, budget));
  engine.with_store([&](policy::greylist::Store&) {
    std::thread other([&] { CHECK_FALSE(engine.recall(rules, requests[0], now, budget)); });
    other.join();
    return 0;
  });
}
