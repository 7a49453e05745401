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

TEST_CASE("groups by client and by recipient") {
  DelayReport clients(DelayReport::Group::client);
  clients.line(logged("action=greylist, reason=new", "s@a.test"));
  CHECK(clients.rows()[0].name == "mail.a.test[192.0.2.7]");
  DelayReport recipients(DelayReport::Group::recipient);
  recipients.line(logged("action=greylist, reason=new", "s@a.test"));
  CHECK(recipients.rows()[0].name == "r@b.test");
  CHECK(recipients.rows()[0].average() == 0);
}
