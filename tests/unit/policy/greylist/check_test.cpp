// SPDX-License-Identifier: MIT
#include "policy/greylist/check.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/fake_greylist_store.hpp"
#include "tests/unit/policy/greylist/requests.hpp"

using namespace dovetail;
using namespace dovetail::policy;
using namespace dovetail::policy::greylist;
using test::decide;
using test::mail_from;

namespace {

constexpr std::int64_t kStart = 1'700'000'000;
constexpr const char* kRefusal =
    "DEFER_IF_PERMIT 4.2.0 Greylisted, see http://postgrey.schweikert.ch/help/b.test.html";

struct Fixture {
  test::FakeGreylistStore store;
  GreylistCheck check{store, test::rulebook()};

  std::optional<policy::Verdict> recall(const Request& request, std::int64_t seconds) {
    policy::greylist::MatchBudget budget{1000};
    return check.recall(request, base::from_unix_seconds(kStart + seconds), budget);
  }
};

}  // namespace

TEST_CASE("a batch is one transaction") {
  Fixture f;
  std::vector<Request> requests;
  for (int i = 0; i < 100; ++i) {
    requests.push_back(mail_from("1.2.3.4", "s" + std::to_string(i) + "x@a.test", "r@b.test"));
  }
  const auto verdicts = decide(f.check, requests, kStart);
  CHECK(f.store.commits == 1);
  CHECK(f.store.largest_commit == 100);
  for (const auto& verdict : verdicts) {
    CHECK(verdict.action == kRefusal);
    CHECK(verdict.reason == "new");
  }
}

TEST_CASE("requests of one batch see each other in order") {
  Fixture f;
  decide(f.check, {mail_from("1.2.3.4", "s@a", "r@b"), mail_from("1.2.3.4", "s@a", "q@b")}, kStart);
  const auto verdicts =
      decide(f.check,
             {mail_from("1.2.3.4", "s@a", "r@b", "m1"), mail_from("1.2.3.4", "s@a", "q@b", "m1"),
              mail_from("1.2.3.4", "s@a", "r@b", "m2"), mail_from("1.2.3.4", "s@a", "new@b", "m2")},
             kStart + 300);
  CHECK(verdicts[0].action.starts_with("PREPEND X-Greylist: delayed 300 seconds by "));
  CHECK(verdicts[1].action == "DUNNO");  // the same message got its header
  CHECK(verdicts[2].action == "DUNNO");
  CHECK(verdicts[3].reason == "new");
  CHECK(f.store.clients.at("1.2.3.4").count == 1);
}

TEST_CASE("a batch that the store refuses is halved, one bad record harms no other") {
  Fixture f;
  f.store.poison = "1.2.3.0/s3x@a/r@b";
  std::vector<Request> requests;
  for (int i = 0; i < 8; ++i) {
    requests.push_back(mail_from("1.2.3.4", "s" + std::to_string(i) + "x@a", "r@b"));
  }
  const auto verdicts = decide(f.check, requests, kStart);
  for (std::size_t i = 0; i < 8; ++i) {
    INFO(i);
    CHECK(verdicts[i].failure.empty() == (i != 3));
  }
  CHECK(verdicts[3].failure == "poisoned");
  CHECK(f.store.triplets.size() == 7);
}

TEST_CASE("a batch is not halved for an error that has nothing to do with its records") {
  for (const auto kind : {sql::Failure::other, sql::Failure::full, sql::Failure::query, sql::Failure::damaged}) {
    Fixture f;
    f.store.poison = "1.2.3.0/s3x@a/r@b";
    f.store.poison_kind = kind;
    std::vector<Request> requests;
    for (int i = 0; i < 256; ++i) {
      requests.push_back(mail_from("1.2.3.4", "s" + std::to_string(i) + "x@a", "r@b"));
    }
    const auto verdicts = decide(f.check, requests, kStart);
    CHECK(f.store.commits == 1);
    CHECK(verdicts[200].failure == "poisoned");
  }
}

TEST_CASE("messages that got a header in a failed batch are not remembered") {
  Fixture f;
  decide(f.check, {mail_from("1.2.3.4", "s@a", "r@b")}, kStart);
  f.store.poison = "1.2.3.0/bad@a/r@b";
  const auto verdicts =
      decide(f.check, {mail_from("1.2.3.4", "s@a", "r@b", "m1"), mail_from("1.2.3.4", "bad@a", "r@b", "m2")},
             kStart + 400);
  CHECK(verdicts[0].action.starts_with("PREPEND"));
  CHECK_FALSE(verdicts[1].failure.empty());
}

TEST_CASE("a store that is gone is asked once, not once a half") {
  Fixture f;
  f.store.gone = true;
  const auto verdicts =
      decide(f.check, {mail_from("1.2.3.4", "s@a", "r@b"), mail_from("1.2.3.4", "t@a", "r@b")}, kStart);
  CHECK(f.store.commits == 0);
  CHECK(verdicts[0].failure == "no store");
  CHECK(verdicts[1].failure == "no store");
}

TEST_CASE("whitelists and broken requests need no store") {
  Fixture f;
  f.store.gone = true;
  const auto verdicts = decide(f.check, {mail_from("bad address", "s@a", "r@b"), Request()}, kStart);
  CHECK(verdicts[0].action == "DUNNO");
  CHECK(verdicts[1].action == "DUNNO");
}

TEST_CASE("verdicts that stand are left alone") {
  Fixture f;
  const std::vector<Request> requests = [] {
    std::vector<Request> some;
    some.push_back(mail_from("1.2.3.4", "s@a", "r@b"));
    some.push_back(mail_from("1.2.3.4", "t@a", "r@b"));
    return some;
  }();
  std::vector<std::optional<Verdict>> verdicts(2);
  verdicts[0] = Verdict{"REJECT", "other", {}, {}};
  f.check.decide({requests, verdicts, base::from_unix_seconds(kStart)});
  CHECK(verdicts[0]->action == "REJECT");
  CHECK(verdicts[1]->reason == "new");
  CHECK(f.store.triplets.size() == 1);
}

TEST_CASE("a client on the auto-whitelist passes without its triplet being touched") {
  Fixture f;
  f.store.clients["1.2.3.4"] = {5, kStart};
  const auto verdicts = decide(f.check, {mail_from("1.2.3.4", "s@a", "r@b")}, kStart + 10);
  CHECK(verdicts[0].reason == "client AWL");
  CHECK(f.store.triplets.empty());
}

TEST_CASE("rules are replaced between batches") {
  Fixture f;
  Settings settings;
  settings.delay = std::chrono::seconds(10);
  decide(f.check, {mail_from("1.2.3.4", "s@a", "r@b")}, kStart);
  f.check.replace_rules(test::rulebook(settings));
  CHECK(decide(f.check, {mail_from("1.2.3.4", "s@a", "r@b")}, kStart + 10)[0].action.starts_with("PREPEND"));
}

TEST_CASE("more requests than one transaction takes become several") {
  Fixture f;
  std::vector<Request> requests;
  for (int i = 0; i < 600; ++i) {
    requests.push_back(mail_from("1.2.3.4", "s" + std::to_string(i) + "x@a", "r@b"));
  }
  CHECK(decide(f.check, requests, kStart).size() == 600);
  CHECK(f.store.commits == 3);
  CHECK(f.store.triplets.size() == 600);
}

TEST_CASE("what needs no look and no write is decided at once, as the store would decide it") {
  Fixture f;
  const Request known = mail_from("1.2.3.4", "s@a", "r@b", "m1");
  CHECK_FALSE(f.recall(known, 0));  // the store knows nothing by heart
  f.store.recalls = true;
  CHECK_FALSE(f.recall(known, 0));  // new: to be stored
  CHECK(f.store.triplets.empty());
  decide(f.check, {known}, kStart);
  const auto early = f.recall(known, 100);
  REQUIRE(early);
  CHECK(f.store.commits == 1);
  CHECK(early->reason == "early-retry");
  CHECK(early->log.at(0).text.find("reason=early-retry (200s missing)") != std::string::npos);
  CHECK_FALSE(f.recall(known, 300));  // the first pass is stored, and gets its header, by decide() alone
  CHECK(decide(f.check, {known}, kStart + 300)[0].action.starts_with("PREPEND"));
  const auto passed = f.recall(known, 301);
  REQUIRE(passed);
  CHECK(passed->action == "DUNNO");
}

TEST_CASE("a client on the auto-whitelist is known at once, but for the hourly count") {
  Fixture f;
  f.store.recalls = true;
  f.store.clients["1.2.3.4"] = {5, kStart};
  const Request request = mail_from("1.2.3.4", "s@a", "r@b");
  const auto verdict = f.recall(request, 3599);
  REQUIRE(verdict);
  CHECK(verdict->reason == "client AWL");
  CHECK_FALSE(f.recall(request, 3600));
}

TEST_CASE("a store that is gone is no hindrance for what a whitelist decides at once") {
  Fixture f;
  f.store.gone = true;
  const auto verdict = f.recall(mail_from("nonsense", "s@a", "r@b"), 0);
  REQUIRE(verdict);
  CHECK(verdict->reason == "bad address");
}

TEST_CASE("with its budget spent nothing is decided at once") {
  Fixture f;
  policy::greylist::MatchBudget spent{0, true};
  CHECK_FALSE(f.check.recall(mail_from("nonsense", "s@a", "r@b"), base::from_unix_seconds(kStart), spent));
}
