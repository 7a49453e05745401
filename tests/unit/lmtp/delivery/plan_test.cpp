// SPDX-License-Identifier: MIT
#include "lmtp/delivery/plan.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/delivery/mailbox_fixture.hpp"

using namespace dovetail;
using lmtp::Verdict;
using lmtp::delivery::Plan;
using lmtp::outbound::SendStatus;

namespace {

struct Fixture : test::MailboxFixture {
  lmtp::delivery::SpooledMessage message{"Message-ID: <1@x>\r\nSubject: hi\r\n\r\ntext\r\n", "digest"};
  std::string added = "Return-Path: <s@x>\n";
  lmtp::Envelope envelope;
  std::string mailbox = "INBOX";

  Fixture() {
    envelope.sender = {"s", "x"};
    envelope.recipients = {{{1}, {"alice", "example.com"}, "", 1}};
  }
  std::unique_ptr<Plan> plan() {
    lmtp::delivery::Order order;
    order.envelope = &envelope;
    order.recipient = envelope.recipients.front();
    order.message = &message;
    order.added = &added;
    order.user = user;
    order.default_mailbox = mailbox;
    order.occasion.now = clock.wall();
    auto made = std::make_unique<Plan>(means, policy, std::move(order));
    made->begin();
    return made;
  }
  static bool logged(Plan& plan, const std::string& text) {
    for (const auto& line : plan.log()) {
      if (line.text == text) {
        return true;
      }
    }
    return false;
  }
};

}  // namespace

TEST_CASE("plain delivery, with our header on top") {
  Fixture f;
  const auto plan = f.plan();
  CHECK(plan->outcome().verdict == Verdict::accepted);
  REQUIRE(f.messages().size() == 1);
  CHECK(test::TemporaryFolder::read(f.messages()[0]) ==
        "Return-Path: <s@x>\nMessage-ID: <1@x>\nSubject: hi\n\ntext\n");
  CHECK(Fixture::logged(*plan, "msgid=<1@x>: saved mail to INBOX"));
}

TEST_CASE("a detail mailbox that cannot be means INBOX") {
  Fixture f;
  f.mailbox = "../../etc";
  CHECK(f.plan()->outcome().verdict == Verdict::accepted);
  CHECK(f.messages().size() == 1);
  f.policy.autocreate = true;
  f.mailbox = "work";
  CHECK(f.plan()->outcome().verdict == Verdict::accepted);
  CHECK(f.messages(".work").size() == 1);
}

TEST_CASE("a script files, and the log says it") {
  Fixture f;
  f.policy.autocreate = true;
  f.script("require [\"fileinto\", \"imap4flags\"]; fileinto :flags \"\\\\Seen\" \"Junk\";");
  const auto plan = f.plan();
  CHECK(plan->outcome().verdict == Verdict::accepted);
  REQUIRE(f.messages(".Junk").size() == 1);
  CHECK(f.messages(".Junk")[0].ends_with(":2,S"));
  CHECK(f.messages().empty());
  CHECK(Fixture::logged(*plan, "sieve: msgid=<1@x>: fileinto action: stored mail into mailbox 'Junk'"));
}

TEST_CASE("a mailbox that is not there means INBOX") {
  Fixture f;
  f.script("require \"fileinto\"; fileinto \"Junk\";");
  const auto plan = f.plan();
  CHECK(plan->outcome().verdict == Verdict::accepted);
  CHECK(f.messages().size() == 1);
  CHECK(Fixture::logged(*plan, "sieve: msgid=<1@x>: stored mail into mailbox 'INBOX'"));
}

TEST_CASE("a broken script means INBOX") {
  Fixture f;
  f.script("nonsense");
  CHECK(f.plan()->outcome().verdict == Verdict::accepted);
  CHECK(f.messages().size() == 1);
}

TEST_CASE("discard stores nothing") {
  Fixture f;
  f.script("discard;");
  CHECK(f.plan()->outcome().verdict == Verdict::accepted);
  CHECK(f.messages().empty());
}

TEST_CASE("a redirect goes out before the delivery is over") {
  Fixture f;
  f.script("redirect \"far@elsewhere.example\";");
  const auto plan = f.plan();
  REQUIRE(plan->outgoing().size() == 1);
  const auto& mail = plan->outgoing()[0].mail;
  CHECK(mail.head.find("X-Sieve-Redirected-From: alice@example.com\n") != std::string::npos);
  CHECK(mail.head.find("Return-Path") == std::string::npos);
  CHECK(mail.tail == "text\r\n");
  plan->sent(0, {SendStatus::sent, ""});
  CHECK_FALSE(plan->needs_keep());
  CHECK(plan->outcome().verdict == Verdict::accepted);
  CHECK(f.messages().empty());
}

TEST_CASE("a redirect that fails for now defers the mail, one that fails for good keeps it") {
  Fixture f;
  f.script("redirect \"far@elsewhere.example\";");
  const auto later = f.plan();
  later->sent(0, {SendStatus::temporary, "451 later"});
  CHECK_FALSE(later->needs_keep());
  CHECK(later->outcome().verdict == Verdict::mailbox_failure);
  CHECK(f.messages().empty());

  const auto never = f.plan();
  never->sent(0, {SendStatus::permanent, "550 no"});
  REQUIRE(never->needs_keep());
  never->complete();
  CHECK(never->outcome().verdict == Verdict::accepted);
  CHECK(f.messages().size() == 1);
}

TEST_CASE("a redirect that would go round is not sent") {
  Fixture f;
  f.added += "X-Sieve-Redirected-From: alice@example.com\n";
  f.script("redirect \"far@elsewhere.example\";");
  const auto plan = f.plan();
  CHECK(plan->outgoing().empty());
  CHECK(f.messages().size() == 1);
}

TEST_CASE("a copy that is stored stays when the redirect fails for now") {
  Fixture f;
  f.script("require \"copy\"; redirect :copy \"far@elsewhere.example\"; keep;");
  const auto plan = f.plan();
  CHECK(f.messages().size() == 1);
  plan->sent(0, {SendStatus::temporary, "451 later"});
  CHECK(plan->outcome().verdict == Verdict::accepted);
}

TEST_CASE("over quota in every mailbox is a refusal") {
  Fixture f;
  f.quota_of("*:bytes=5");
  const auto plan = f.plan();
  CHECK(plan->outcome().verdict == Verdict::over_quota);
  CHECK(
      Fixture::logged(*plan, "msgid=<1@x>: save failed to INBOX: Quota exceeded (mailbox for user is full)"));
  f.script("require \"fileinto\"; fileinto :copy \"INBOX\";");
  CHECK(f.messages().empty());
}

TEST_CASE("a broken quota rule is our fault, not the sender's") {
  Fixture f;
  f.quota_of("*:bytes=5");
  f.user.plugin["quota_rule"] = "nonsense";
  CHECK(f.plan()->outcome().verdict == Verdict::internal_failure);
}

TEST_CASE("the original recipient may come from the header, for scripts alone") {
  Fixture f;
  f.policy.original_recipient_header = "X-Original-To";
  f.added = "Return-Path: <s@x>\n";
  lmtp::delivery::SpooledMessage told("X-Original-To: o@else.example\r\n\r\ntext\r\n", "digest");
  lmtp::delivery::Order order;
  order.envelope = &f.envelope;
  order.recipient = f.envelope.recipients.front();
  order.message = &told;
  order.added = &f.added;
  order.user = f.user;
  order.occasion.now = f.clock.wall();
  f.policy.log_format = "%{to_envelope}: %$";
  Plan plan(f.means, f.policy, std::move(order));
  plan.begin();
  CHECK(Fixture::logged(plan, "o@else.example: saved mail to INBOX"));
}

TEST_CASE("whose name a redirected mail carries") {
  Fixture f;
  f.script("redirect \"far@elsewhere.example\";");
  const auto sender = [&](const char* wanted) {
    f.policy.redirect_sender = wanted;
    return f.plan()->outgoing().at(0).mail.sender.raw();
  };
  CHECK(sender("sender") == "s@x");
  CHECK(sender("recipient") == "alice@example.com");
  CHECK(sender("user_email") == "alice@example.com");
  CHECK(sender("postmaster") == "postmaster@example.com");
  CHECK(sender("orig_recipient") == "s@x");
  CHECK(sender("<fixed@example.com>") == "fixed@example.com");
  f.envelope.sender = {};
  CHECK(sender("recipient").empty());
}
