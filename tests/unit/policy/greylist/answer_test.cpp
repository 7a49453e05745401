// SPDX-License-Identifier: MIT
#include "policy/greylist/answer.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::policy;
using namespace dovetail::policy::greylist;

namespace {

Request to(std::string_view recipient, bool postfix = true) {
  Request result;
  result.add("recipient", recipient);
  if (postfix) result.add("etrn_domain", "");
  return result;
}

}  // namespace

TEST_CASE("the default refusal is Postgrey's") {
  CHECK(refusal({}, to("r@b.test"), 300) ==
        "DEFER_IF_PERMIT 4.2.0 Greylisted, see http://postgrey.schweikert.ch/help/b.test.html");
  CHECK(refusal({}, to("r@b.test", false), 300) ==
        "DEFER_IF_PERMIT Greylisted, see http://postgrey.schweikert.ch/help/b.test.html");
}

TEST_CASE("the how-to's text names the seconds left") {
  Settings settings;
  settings.text = "This mail has been temporarily rejected (graylisted). Try again in %s seconds";
  CHECK(
      refusal(settings, to("r@b.test"), 60) ==
      "DEFER_IF_PERMIT 4.2.0 This mail has been temporarily rejected (graylisted). Try again in 60 seconds");
}

TEST_CASE("a text that begins with a digit brings its own status") {
  Settings settings;
  settings.text = "4.7.1 wait %s";
  settings.action = "450";
  CHECK(refusal(settings, to("r@b.test"), 5) == "450 4.7.1 wait 5");
}

TEST_CASE("every %s and %r is replaced, other signs stay") {
  Settings settings;
  settings.text = "%s %r %s %r 100% %x %";
  CHECK(refusal(settings, to("a@b@c.test", false), 7) == "DEFER_IF_PERMIT 7 c.test 7 c.test 100% %x %");
  CHECK(refusal(settings, to("local", false), 7) == "DEFER_IF_PERMIT 7 local 7 local 100% %x %");
}

TEST_CASE("what a recipient contains is not replaced again, and cannot end the line") {
  Settings settings;
  settings.text = "%r";
  CHECK(refusal(settings, to("x@%s%r", false), 7) == "DEFER_IF_PERMIT %s%r");
  CHECK(refusal(settings, to("x@a\x01\xff", false), 7) == "DEFER_IF_PERMIT a??");
  CHECK(refusal(settings, to("x@" + std::string(5000, 'd'), false), 7).size() < 300);
}

TEST_CASE("the header of a mail that waited") {
  ::setenv("TZ", "UTC", 1);
  Settings settings;
  settings.hostname = "mx.example";
  const auto date = base::from_unix_seconds(1795372404);
  CHECK(
      waited_header(settings, 301, date).starts_with("PREPEND X-Greylist: delayed 301 seconds by postgrey-"));
  settings.header = "X-G: %t %h %d %t";
  CHECK(waited_header(settings, 301, date) ==
        "PREPEND X-G: 301 mx.example Sun, 22 Nov 2026 18:33:24 UTC 301");
}
