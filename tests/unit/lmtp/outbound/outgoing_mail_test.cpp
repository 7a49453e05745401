// SPDX-License-Identifier: MIT
#include "lmtp/outbound/outgoing_mail.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::outbound;

TEST_CASE("sendmail is called as Dovecot does") {
  OutgoingMail mail;
  mail.recipients = {{"x", "elsewhere.example"}, {"-oops", "e.example"}};
  CHECK(sendmail_arguments(mail) ==
        std::vector<std::string>{"-i", "-f", "<>", "--", "x@elsewhere.example", "-oops@e.example"});
  mail.sender = {"s", "sender.example"};
  CHECK(sendmail_arguments(mail)[2] == "s@sender.example");
}

TEST_CASE("8-bit content and addresses are noticed") {
  OutgoingMail mail;
  mail.recipients = {{"a", "b.example"}};
  mail.head = "Subject: x\n\n";
  CHECK_FALSE(mail.has_8bit());
  mail.tail = "\xc3\xa4";
  CHECK(mail.has_8bit());
  CHECK_FALSE(mail.needs_smtputf8());
  mail.recipients[0].local = "\xc3\xa4";
  CHECK(mail.needs_smtputf8());
}
