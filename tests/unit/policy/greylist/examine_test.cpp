// SPDX-License-Identifier: MIT
#include "policy/greylist/examine.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/policy/greylist/requests.hpp"

using namespace dovetail;
using namespace dovetail::policy;
using namespace dovetail::policy::greylist;

namespace {

Verdict verdict_of(const Rulebook& rules, const Request& request) {
  auto examined = examine(rules, request, 1000);
  REQUIRE(std::holds_alternative<Verdict>(examined));
  return std::get<Verdict>(std::move(examined));
}

Case case_of(const Rulebook& rules, const Request& request) {
  auto examined = examine(rules, request, 1000);
  REQUIRE(std::holds_alternative<Case>(examined));
  return std::get<Case>(std::move(examined));
}

}  // namespace

TEST_CASE("an ordinary request becomes a case with both keys") {
  const auto rules = test::rulebook();
  const auto request = test::mail_from("1.2.3.4", "s@a.test", "r@b.test");
  const Case one = case_of(*rules, request);
  CHECK(one.triplet_key == "1.2.3.0/s@a.test/r@b.test");
  CHECK(one.client_key == "1.2.3.4");
  CHECK(one.now == 1000);
}

TEST_CASE("a missing attribute is named and the mail let through") {
  const auto rules = test::rulebook();
  for (const std::string missing : {"client_address", "client_name", "sender", "recipient"}) {
    Request request;
    for (const std::string name : {"client_address", "client_name", "sender", "recipient"}) {
      if (name != missing) request.add(name, "x");
    }
    const Verdict verdict = verdict_of(*rules, request);
    CHECK(verdict.action == "DUNNO");
    REQUIRE(verdict.log.size() == 1);
    CHECK(verdict.log[0].text == "attribute missing: " + missing);
  }
}

TEST_CASE("an unusable client address lets the mail through with a line in the log") {
  const auto rules = test::rulebook();
  for (const char* address : {"", "unknown", "1.2.3", "fe80::1%eth0"}) {
    const auto request = test::mail_from(address, "s@a", "r@b");
    const Verdict verdict = verdict_of(*rules, request);
    CHECK(verdict.action == "DUNNO");
    REQUIRE(verdict.log.size() == 1);
    CHECK(verdict.log[0].text.starts_with("ignoring garbage: <client_address="));
  }
}

TEST_CASE("garbage lines are logged before everything else") {
  const auto rules = test::rulebook();
  auto request = test::mail_from("bad", "s@a", "r@b");
  request.add_garbage("hello");
  const Verdict verdict = verdict_of(*rules, request);
  REQUIRE(verdict.log.size() == 2);
  CHECK(verdict.log[0].text == "ignoring garbage: <hello>");
  auto good = test::mail_from("1.2.3.4", "s@a", "r@b");
  good.add_garbage("x");
  CHECK(case_of(*rules, good).log.size() == 1);
}

TEST_CASE("whitelisted mail is decided at once") {
  const test::TemporaryFolder folder;
  Settings settings;
  settings.recipient_lists = {folder.write("recipients", "postmaster@\n")};
  const auto rules = test::rulebook(settings);
  const auto request = test::mail_from("1.2.3.4", "s@a.test", "postmaster@b.test");
  const Verdict verdict = verdict_of(*rules, request);
  CHECK(verdict.action == "DUNNO");
  REQUIRE(verdict.log.size() == 1);
  CHECK(verdict.log[0].text ==
        "action=pass, reason=recipient whitelist, client_name=unknown, client_address=1.2.3.4, "
        "sender=s@a.test, "
        "recipient=postmaster@b.test");
}

TEST_CASE("quiet drops the line of a decision") {
  Settings settings;
  settings.quiet = true;
  CHECK(
      decided(settings, test::mail_from("1.2.3.4", "s", "r"), "DUNNO", "pass", "triplet found").log.empty());
}

TEST_CASE("a dictated time counts only where it is allowed") {
  const auto rules = test::rulebook();
  auto request = test::mail_from("1.2.3.4", "s@a", "r@b");
  request.add("policy_test_time", "77");
  CHECK(case_of(*rules, request).now == 1000);
  rules->allow_test_time = true;
  CHECK(case_of(*rules, request).now == 77);
  request.add("policy_test_time", "never");
  CHECK(case_of(*rules, request).now == 1000);
}

TEST_CASE("values are cut at 512 octets, as Postgrey does") {
  const auto rules = test::rulebook();
  const auto request = test::mail_from("1.2.3.4", std::string(1000, 's'), "r@b");
  CHECK(case_of(*rules, request).triplet_key == "1.2.3.0/" + std::string(512, 's') + "/r@b");
}

TEST_CASE("clients that are never auto-whitelisted are not counted") {
  const test::TemporaryFolder folder;
  Settings settings;
  settings.never_awl_lists = {folder.write("never", "1.2.3\n")};
  const auto rules = test::rulebook(settings);
  CHECK(case_of(*rules, test::mail_from("1.2.3.4", "s", "r")).client_key.empty());
  CHECK(case_of(*rules, test::mail_from("1.2.4.4", "s", "r")).client_key == "1.2.4.4");
}
