// SPDX-License-Identifier: MIT
#include "policy/greylist/log_line.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::policy;
using namespace dovetail::policy::greylist;

namespace {

Request request(std::string_view queue_id, std::string_view sender) {
  Request result;
  result.add("queue_id", queue_id);
  result.add("client_name", "mail.A.test");
  result.add("client_address", "1.2.3.4");
  result.add("sender", sender);
  result.add("recipient", "r@b.test");
  return result;
}

}  // namespace

TEST_CASE("decision lines are Postgrey's") {
  CHECK(decision_line("greylist", "new", 0, request("", "S@a.test")) ==
        "action=greylist, reason=new, client_name=mail.A.test, client_address=1.2.3.4, sender=S@a.test, "
        "recipient=r@b.test");
  CHECK(
      decision_line("greylist", "early-retry (200s missing)", 0, request("", "")) ==
      "action=greylist, reason=early-retry (200s missing), client_name=mail.A.test, client_address=1.2.3.4, "
      "recipient=r@b.test");
  CHECK(decision_line("pass", "triplet found", 301, request("4F2C1A0", "s@a.test")) ==
        "4F2C1A0: action=pass, reason=triplet found, delay=301, client_name=mail.A.test, "
        "client_address=1.2.3.4, "
        "sender=s@a.test, recipient=r@b.test");
}

TEST_CASE("a value of 0 is none, as in Perl") {
  CHECK(decision_line("pass", "triplet found", 0, request("0", "0")) ==
        "action=pass, reason=triplet found, client_name=mail.A.test, client_address=1.2.3.4, "
        "recipient=r@b.test");
}

TEST_CASE("long values are cut in the log") {
  const std::string line = decision_line("pass", "x", 0, request("", std::string(5000, 's')));
  CHECK(line.size() < 1000);
}

TEST_CASE("the line of a new client on the auto-whitelist") {
  Request six = request("", "");
  CHECK(whitelisted_line(six) == "whitelisted: mail.A.test[1.2.3.4]");
  six.add("client_address", "2001:db8::a");
  CHECK(whitelisted_line(six) == "whitelisted: mail.A.test[2001:DB8:0:0:0:0:0:A]");
}

TEST_CASE("octets that are no printable ASCII are written as Net::Server does") {
  CHECK(for_log("a b~%41") == "a b~%41");
  CHECK(for_log("\xc3\xbc\x7f\t\x01") == "%C3%BC%7F%09%01");
  CHECK(decision_line("pass", "x", 0, request("", "\xc3\xbc@a")).find("sender=%C3%BC@a") !=
        std::string::npos);
}
