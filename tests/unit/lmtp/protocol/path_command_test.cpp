// SPDX-License-Identifier: MIT
#include "lmtp/protocol/path_command.hpp"

#include "tests/support/catch.hpp"

using dovetail::lmtp::protocol::parse_mail;
using dovetail::lmtp::protocol::parse_rcpt;
using dovetail::lmtp::protocol::Workarounds;

namespace {

std::string mail_error(const char* arguments) {
  const auto mail = parse_mail(arguments, {});
  return mail ? "accepted" : mail.error();
}

std::string rcpt_error(const char* arguments, bool utf8 = false) {
  const auto rcpt = parse_rcpt(arguments, {}, utf8);
  return rcpt ? "accepted" : rcpt.error();
}

}  // namespace

TEST_CASE("senders and their parameters") {
  const auto mail =
      parse_mail("FROM:<s@sender.example> BODY=8BITMIME SIZE=1000 SMTPUTF8 RET=HDRS ENVID=x", {});
  REQUIRE(mail);
  CHECK(mail->sender.raw() == "s@sender.example");
  CHECK(mail->size == 1000U);
  CHECK(mail->smtputf8);
  CHECK(parse_mail("from:<>", {})->sender.is_null());
  CHECK(parse_mail("FROM:<a>", {})->sender.raw() == "a");
  CHECK(parse_mail("FROM:<@x,@y:a@b.c>", {})->sender.raw() == "a@b.c");
  CHECK(parse_mail("FROM:<\xc3\xa4@b.c>", {}));
}

// Every text below was recorded from Dovecot 2.3.19.1.
TEST_CASE("MAIL is refused in Dovecot's words") {
  CHECK(mail_error("FROM:a@b.c") == "501 5.5.4 Invalid FROM: Missing '<' at beginning of path");
  CHECK(mail_error("FROM: <a@b.c>") == "501 5.5.4 Invalid FROM: Unexpected whitespace before path");
  CHECK(mail_error("FROM:<a@b.c") == "501 5.5.4 Invalid FROM: Missing '>' at end of path");
  CHECK(mail_error("TO:<a@b.c>") == "501 5.5.4 Invalid parameters");
  CHECK(mail_error("") == "501 5.5.4 Invalid parameters");
  CHECK(mail_error("FROM:<a@b.c> FOO=1") == "555 5.5.4 Unsupported parameters");
  CHECK(mail_error("FROM:<a@b.c> BODY=BINARYMIME") == "555 5.5.4 Unsupported mail BODY type");
  CHECK(mail_error("FROM:<a@b.c> BODY=8BITMIME BODY=7BIT") == "501 5.5.4 Duplicate BODY= parameter");
  CHECK(mail_error("FROM:<a@b.c>BODY=7BIT") == "501 5.5.4 Invalid parameters");
  CHECK(mail_error("FROM:<a@b.c> SIZE=x") == "501 5.5.4 Unsupported SIZE parameter value");
}

TEST_CASE("recipients, quoted and with ORCPT") {
  const auto rcpt =
      parse_rcpt("TO:<\"a b\"@d.example> ORCPT=rfc822;orig+2Bx@else.example NOTIFY=NEVER", {}, false);
  REQUIRE(rcpt);
  CHECK(rcpt->recipient.raw() == "a b@d.example");
  CHECK(rcpt->recipient.path() == "<\"a b\"@d.example>");
  CHECK(rcpt->original == "orig+x@else.example");
  CHECK(parse_rcpt("TO:<a@b> ORCPT=x400;y", {}, false)->original.empty());
  CHECK(parse_rcpt("TO:<alice>", {}, false)->recipient.raw() == "alice");
}

TEST_CASE("dots may stand anywhere in a local part, as with Dovecot") {
  for (const char* local : {"a..b", ".a", "a.", "a+../../etc"}) {
    const auto rcpt = parse_rcpt("TO:<" + std::string(local) + "@x.example>", {}, false);
    REQUIRE(rcpt);
    CHECK(rcpt->recipient.raw() == std::string(local) + "@x.example");
    CHECK(rcpt->recipient.path() == "<\"" + std::string(local) + "\"@x.example>");
  }
  CHECK_FALSE(parse_rcpt("TO:<a..b@x..y>", {}, false));
  CHECK_FALSE(parse_rcpt("TO:<..@x>", {}, false));
  CHECK_FALSE(parse_rcpt("TO:<a..b c@x>", {}, false));
}

TEST_CASE("RCPT is refused in Dovecot's words") {
  CHECK(rcpt_error("TO:<>") == "501 5.5.4 Invalid TO: Null path not allowed");
  CHECK(rcpt_error("TO:alice@example.com") == "501 5.5.4 Invalid TO: Missing '<' at beginning of path");
  CHECK(rcpt_error("TO: <alice@example.com>") == "501 5.5.4 Invalid TO: Unexpected whitespace before path");
  CHECK(rcpt_error("TO:<a b@c>") == "501 5.5.4 Invalid TO: Missing '>' at end of path");
  CHECK(rcpt_error("FROM:<x>") == "501 5.5.4 Invalid parameters");
  CHECK(rcpt_error("TO:<a@b> ORCPT=foo") == "501 5.5.4 Invalid addr-type for ORCPT= parameter");
  CHECK(rcpt_error("TO:<\xc3\xa4@b.c>") == "501 5.5.4 Invalid TO: Invalid character in localpart");
  CHECK(rcpt_error("TO:<\xc3\xa4@b.c>", true) == "accepted");
  CHECK(rcpt_error("TO:<a@b> ORCPT=rfc822;a+0Ab") == "501 5.5.4 Invalid address value for ORCPT= parameter");
}

TEST_CASE("workarounds are off unless asked for") {
  const Workarounds space{true, false};
  const Workarounds bare{false, true};
  CHECK(parse_rcpt("TO: <x@y>", space, false)->recipient.raw() == "x@y");
  CHECK(parse_rcpt("TO:x@y ORCPT=rfc822;z@y", bare, false)->original == "z@y");
  CHECK_FALSE(parse_rcpt("TO:", bare, false));
}
