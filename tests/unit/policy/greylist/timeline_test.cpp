// SPDX-License-Identifier: MIT
// One client's mails over time, with delay 300, two successes for the auto-whitelist, a retry window of one
// hour: recorded from Postgrey 1.37 (started with --delay=300 --auto-whitelist-clients=2 --retry-window=1h).
#include "policy/greylist/check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_greylist_store.hpp"
#include "tests/unit/policy/greylist/requests.hpp"

using namespace dovetail;
using namespace dovetail::policy;
using namespace dovetail::policy::greylist;

namespace {

constexpr std::int64_t kStart = 1'700'000'000;

struct Fixture {
  test::FakeGreylistStore store;
  GreylistCheck check{store, test::rulebook(settings())};

  static Settings settings() {
    Settings result;
    result.awl_threshold = 2;
    result.retry_window = std::chrono::hours(1);
    return result;
  }
  Verdict at(std::int64_t seconds, const char* client, const char* sender, const char* instance = "") {
    return test::decide(check, {test::mail_from(client, sender, "r@b.test", instance)}, kStart + seconds)
        .front();
  }
  // The log lines' texts up to the client's name, joined.
  static std::string story(const Verdict& verdict) {
    std::string all;
    for (const auto& line : verdict.log) {
      all += (all.empty() ? "" : " | ") + line.text.substr(0, line.text.find(", client_name"));
    }
    return all;
  }
};

}  // namespace

TEST_CASE("the time line of one client") {
  Fixture f;
  const char* client = "1.2.3.4";
  CHECK(f.story(f.at(0, client, "a@a.test")) == "action=greylist, reason=new");
  CHECK(f.story(f.at(100, client, "a@a.test")) == "action=greylist, reason=early-retry (200s missing)");
  CHECK(f.story(f.at(299, client, "a@a.test")) == "action=greylist, reason=early-retry (1s missing)");
  const Verdict first = f.at(300, client, "a@a.test");
  CHECK(f.story(first) == "action=pass, reason=triplet found, delay=300");
  CHECK(first.action.starts_with("PREPEND X-Greylist: delayed 300 seconds by "));
  CHECK(f.story(f.at(301, client, "b@a.test")) == "action=greylist, reason=new");
  CHECK(f.story(f.at(602, client, "b@a.test")) == "action=pass, reason=triplet found, delay=301");
  CHECK(f.store.clients.at(client).count == 1);  // at most once an hour
  CHECK(f.story(f.at(3901, client, "c@a.test")) == "action=greylist, reason=new");
  CHECK(f.story(f.at(4300, client, "c@a.test")) ==
        "whitelisted: unknown[1.2.3.4] | action=pass, reason=triplet found, delay=399");
  CHECK(f.story(f.at(4301, client, "any@a.test")) == "action=pass, reason=client AWL");
}

TEST_CASE("the retry window and a clock that was set back") {
  Fixture f;
  const char* client = "9.9.9.9";
  CHECK(f.story(f.at(0, client, "a@a.test")) == "action=greylist, reason=new");
  CHECK(f.story(f.at(3700, client, "a@a.test")) == "action=greylist, reason=new");
  CHECK(f.story(f.at(3900, client, "a@a.test")) == "action=greylist, reason=early-retry (100s missing)");
  CHECK(f.story(f.at(4000, client, "a@a.test")) == "action=pass, reason=triplet found, delay=300");
  const Verdict again = f.at(4001, client, "a@a.test");
  CHECK(again.action == "DUNNO");
  CHECK(f.story(again) == "action=pass, reason=triplet found");
  CHECK(f.story(f.at(100, client, "a@a.test")) ==
        "correcting date for first seen in the future! | action=greylist, reason=new");
}

TEST_CASE("two recipients of one message that pass together share one header") {
  Fixture f;
  const std::vector<Request> both = [] {
    std::vector<Request> some;
    some.push_back(test::mail_from("1.2.3.4", "s@a.test", "one@b.test", "instance-1"));
    some.push_back(test::mail_from("1.2.3.4", "s@a.test", "two@b.test", "instance-1"));
    return some;
  }();
  test::decide(f.check, both, kStart);
  const auto verdicts = test::decide(f.check, both, kStart + 400);
  CHECK(verdicts[0].action.starts_with("PREPEND"));
  CHECK(verdicts[1].action == "DUNNO");
}

TEST_CASE("the clock jumps to and fro and no mail is refused for ever") {
  Fixture f;
  f.at(10'000, "1.2.3.4", "a@a.test");
  CHECK(f.at(0, "1.2.3.4", "a@a.test").reason == "new");
  CHECK(f.at(10'000, "1.2.3.4", "a@a.test").reason == "new");  // the retry window has passed meanwhile
  CHECK(f.at(10'300, "1.2.3.4", "a@a.test").action.starts_with("PREPEND"));
}
