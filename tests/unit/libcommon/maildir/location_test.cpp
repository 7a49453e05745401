// SPDX-License-Identifier: MIT
#include "libcommon/maildir/location.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using maildir::Layout;
using maildir::parse_location;

TEST_CASE("a plain Maildir location") {
  const auto found = parse_location("maildir:~/Maildir", "/var/vmail/alice/");
  REQUIRE(found);
  CHECK(found->root == "/var/vmail/alice/Maildir");
  CHECK(found->inbox == found->root);
  CHECK(found->control == found->root);
  CHECK(found->subscriptions == "subscriptions");
  CHECK(found->layout == Layout::maildirpp);
  CHECK_FALSE(found->utf8);
}

TEST_CASE("the mail root may be the home, absolute or relative") {
  CHECK(parse_location("maildir:~", "/h")->root == "/h");
  CHECK(parse_location("maildir:~/", "/h")->root == "/h");
  CHECK(parse_location("maildir:/srv/mail/x//", "")->root == "/srv/mail/x");
  CHECK(parse_location("maildir:mail", "/h")->root == "/h/mail");
  CHECK(parse_location("", "/h")->root == "/h/Maildir");
  CHECK(parse_location("maildir:", "/h")->root == "/h/Maildir");
}

TEST_CASE("keys change parts of the location") {
  const auto found = parse_location(
      "maildir:~/m:INBOX=/in:CONTROL=~/ctl:INDEX=/idx:LAYOUT=fs:SUBSCRIPTIONS=subs:DIRNAME=mbox:UTF-8:ALT=/x",
      "/h");
  REQUIRE(found);
  CHECK(found->inbox == "/in");
  CHECK(found->control == "/h/ctl");
  CHECK(found->layout == Layout::fs);
  CHECK(found->subscriptions == "subs");
  CHECK(found->directory_name == "mbox");
  CHECK(found->utf8);
}

TEST_CASE("a doubled colon is a colon") {
  CHECK(parse_location("maildir:/a::b:INBOX=/c", "")->root == "/a:b");
}

TEST_CASE("other stores are refused with a reason") {
  for (const char* other :
       {"mdbox:~/mdbox", "sdbox:~/d", "mbox:~/mail", "/var/mail/x", "maildir:~/m:LAYOUT=index"}) {
    INFO(other);
    const auto found = parse_location(other, "/h");
    REQUIRE_FALSE(found);
    CHECK(found.error().kind == base::ErrorKind::permanent);
  }
  CHECK_FALSE(parse_location("maildir:~/Maildir", ""));
}
