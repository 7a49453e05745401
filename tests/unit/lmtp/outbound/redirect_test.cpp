// SPDX-License-Identifier: MIT
#include "lmtp/outbound/redirect.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::outbound;

namespace {

RedirectFacts facts() {
  RedirectFacts some;
  some.added = "Return-Path: <s@sender.example>\nDelivered-To: filer@example.com\nReceived: from x\n\tby y\n";
  some.header = "Return-Path: <old@x>\r\nSubject: hi\r\nMessage-ID: <1@x>\r\n\r\n";
  some.body = "text\r\n";
  some.sender = {"s", "sender.example"};
  some.target = {"x", "elsewhere.example"};
  some.redirected_from = "filer@example.com";
  some.implementation = "Dovetail Sieve";
  some.message_id = "<made@mx>";
  return some;
}

}  // namespace

TEST_CASE("a redirected mail keeps everything but Return-Path") {
  const OutgoingMail mail = redirected(facts());
  CHECK(mail.head ==
        "X-Sieve: Dovetail Sieve\nX-Sieve-Redirected-From: filer@example.com\n"
        "Delivered-To: filer@example.com\nReceived: from x\n\tby y\n"
        "Subject: hi\r\nMessage-ID: <1@x>\r\n\r\n");
  CHECK(mail.tail == "text\r\n");
  CHECK(mail.recipients.at(0).raw() == "x@elsewhere.example");
  CHECK(mail.sender.raw() == "s@sender.example");
}

TEST_CASE("a mail without Message-ID gets one") {
  auto some = facts();
  some.header = "Subject: hi\r\n\r\n";
  CHECK(redirected(some).head.find("Message-ID: <made@mx>\nSubject: hi") != std::string::npos);
}

TEST_CASE("a mail that comes round is recognised") {
  CHECK(is_redirect_loop("X-Sieve-Redirected-From: Filer@example.com\r\n\r\n", "filer@example.com"));
  CHECK_FALSE(is_redirect_loop("X-Sieve-Redirected-From: other@example.com\r\n\r\n", "filer@example.com"));
  CHECK_FALSE(
      is_redirect_loop("Subject: X-Sieve-Redirected-From: filer@example.com\r\n\r\n", "filer@example.com"));
}

TEST_CASE("the key of a redirect") {
  const auto key = redirect_key("Message-ID: <1@x>\r\n\r\n", "r@x", "t@x");
  REQUIRE(key);
  CHECK(*key == redirect_key("Message-ID:  <1@x>\n\n", "r@x", "t@x"));
  CHECK(*key != redirect_key("Message-ID: <1@x>\n\n", "r@x", "u@x"));
  CHECK(*key != redirect_key("Message-ID: <1@x>\nList-Id: l\n\n", "r@x", "t@x"));
  CHECK(*key != redirect_key("Message-ID: <1@x>\nResent-From: l\n\n", "r@x", "t@x"));
  CHECK_FALSE(redirect_key("Subject: x\n\n", "r@x", "t@x"));
}
