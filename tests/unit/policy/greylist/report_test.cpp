// SPDX-License-Identifier: MIT
#include "policy/greylist/report.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::policy::greylist;

namespace {

std::string logged(const std::string& action, const std::string& sender,
                   const std::string& address = "192.0.2.7") {
  return "Nov 23 08:31:58 mx postgrey[12]: " + action +
         ", client_name=mail.a.test, client_address=" + address +
         (sender.empty() ? "" : ", sender=" + sender) + ", recipient=r@b.test";
}

}  // namespace

TEST_CASE("decision lines are read with all their fields") {
  const auto decision = parse_decision_line(
      "Nov 23 08:31:58 mx postgrey[12]: 4F2C1A0: action=pass, reason=triplet found, delay=301, "
      "client_name=mail.a.test, client_address=1.2.3.4, sender=s@a.test, recipient=r@b.test\n");
  REQUIRE(decision);
  CHECK_FALSE(decision->greylisted);
  CHECK(decision->reason == "triplet found");
  CHECK(decision->delay == 301);
  CHECK(decision->client_name == "mail.a.test");
  CHECK(decision->client_address == "1.2.3.4");
  CHECK(decision->sender == "s@a.test");
  CHECK(decision->recipient == "r@b.test");
  CHECK_FALSE(parse_decision_line("postfix/smtpd[1]: connect from x"));
  CHECK_FALSE(parse_decision_line("action=other, reason=x"));
}

TEST_CASE("who was delayed, by how much, and who never came back") {
  DelayReport report(DelayReport::Group::sender_domain);
  report.line(logged("action=greylist, reason=new", "s@A.test"));
  report.line(logged("action=greylist, reason=early-retry (10s missing)", "s@A.test"));
  report.line(
      logged("action=pass, reason=triplet found, delay=400", "s@A.test", "192.0.2.99"));  // the same /24
  report.line(logged("action=pass, reason=triplet found", "s@A.test"));
  report.line(logged("action=greylist, reason=new", "t@a.test"));
  report.line(logged("action=greylist, reason=new", ""));
  report.line(logged("action=pass, reason=client whitelist", "x@white.test"));
  const auto rows = report.rows();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].name == "a.test");
  CHECK(rows[0].greylisted == 2);
  CHECK(rows[0].returned == 1);
  CHECK(rows[0].never() == 1);
  CHECK(rows[0].refusals == 3);
  CHECK(rows[0].average() == 400);
  CHECK(rows[0].longest == 400);
  CHECK(rows[1].name == "<>");
  CHECK(report.sum().greylisted == 3);
  const auto spread = report.spread();
  CHECK(spread[1] == 1);  // up to 10 min
  CHECK(spread[6] == 2);
}

TEST_CASE("a mail with several recipients came back for each of them") {
  for (const bool times : {true, false}) {
    DYNAMIC_SECTION((times ? "log with times" : "log without")) {
      DelayReport report(DelayReport::Group::recipient);
      const auto say = [&](const char* time, const std::string& what, const char* to) {
        report.line((times ? std::string("Nov 23 08:") + time + " mx postgrey[1]: " : std::string()) + what +
                    ", client_name=a, client_address=192.0.2.7, sender=s@a.test, recipient=" + to);
      };
      say("00:00", "action=greylist, reason=new", "one@b.test");
      say("00:00", "action=greylist, reason=new", "two@b.test");
      say("06:40", "action=pass, reason=triplet found, delay=400", "one@b.test");
      say("06:40", "action=pass, reason=triplet found", "two@b.test");  // the header is in the mail already
      CHECK(report.sum().returned == 2);
      CHECK(report.sum().average() == 400);
      CHECK(report.spread()[1] == 2);
    }
  }
}

TEST_CASE("a triplet whose client came onto a whitelist meanwhile did come back") {
  for (const char* reason : {"client AWL", "client whitelist", "recipient whitelist", "sender whitelist"}) {
    INFO(reason);
    DelayReport report(DelayReport::Group::recipient);
    report.line("Nov 23 08:00:00 mx postgrey[1]: action=greylist, reason=new, client_name=a, client_address=192.0.2.7, "
                "sender=s@a.test, recipient=r@b.test");
    report.line("Nov 23 08:20:00 mx postgrey[1]: action=pass, reason=" + std::string(reason) +
                ", client_name=a, client_address=192.0.2.7, sender=s@a.test, recipient=r@b.test");
    CHECK(report.sum().returned == 1);
    CHECK(report.sum().never() == 0);
    CHECK(report.sum().longest == 1200);
  }
}

TEST_CASE("who came back after a time that nothing tells counts as returned alone") {
  DelayReport report(DelayReport::Group::recipient);
  const std::string mail = ", client_name=a, client_address=192.0.2.7, sender=s@a.test, recipient=r@b.test";
  report.line("action=greylist, reason=new" + mail);
  report.line("action=pass, reason=client AWL" + mail);
  CHECK(report.sum().returned == 1);
  CHECK(report.sum().average() == 0);
  CHECK(report.spread() == std::array<std::uint64_t, 7>{});
}

TEST_CASE("groups by client and by recipient") {
  DelayReport clients(DelayReport::Group::client);
  clients.line(logged("action=greylist, reason=new", "s@a.test"));
  CHECK(clients.rows()[0].name == "mail.a.test[192.0.2.7]");
  DelayReport recipients(DelayReport::Group::recipient);
  recipients.line(logged("action=greylist, reason=new", "s@a.test"));
  CHECK(recipients.rows()[0].name == "r@b.test");
  CHECK(recipients.rows()[0].average() == 0);
}
