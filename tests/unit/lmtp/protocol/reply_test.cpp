// SPDX-License-Identifier: MIT
#include "lmtp/protocol/reply.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using lmtp::Envelope;
using lmtp::Outcome;
using lmtp::Recipient;
using lmtp::Verdict;
namespace reply = lmtp::protocol::reply;

namespace {

const Recipient kAlice{{1}, {"alice", "example.com"}, "", 1};
const Recipient kThird{{3}, {"a b", "example.com"}, "", 3};

Envelope envelope() {
  Envelope some;
  some.transaction = "uD1tJKU6A2tUPQAAg+zDdQ:T4";
  return some;
}

std::string after(const Recipient& recipient, Verdict verdict, const char* text = "") {
  return reply::after_message(envelope(), recipient, Outcome{verdict, text}, "2026-11-22 18:35:33");
}

}  // namespace

TEST_CASE("replies after the message") {
  CHECK(after(kAlice, Verdict::accepted) ==
        "250 2.0.0 <alice@example.com> uD1tJKU6A2tUPQAAg+zDdQ:T4 Saved\r\n");
  CHECK(after(kThird, Verdict::accepted) ==
        "250 2.0.0 <\"a b\"@example.com> uD1tJKU6A2tUPQAAg+zDdQ:T4:R3 Saved\r\n");
  CHECK(after(kAlice, Verdict::over_quota) ==
        "552 5.2.2 <alice@example.com> Quota exceeded (mailbox for user is full)\r\n");
  CHECK(after(kAlice, Verdict::over_quota_for_now, "Full.") == "452 4.2.2 <alice@example.com> Full.\r\n");
  CHECK(after(kAlice, Verdict::no_storage) ==
        "452 4.3.1 <alice@example.com> Insufficient system storage\r\n");
  CHECK(after(kAlice, Verdict::too_large) ==
        "552 5.2.3 <alice@example.com> Message size exceeds administrative limit\r\n");
  CHECK(after(kAlice, Verdict::mailbox_failure) ==
        "451 4.2.0 <alice@example.com> Internal error occurred. Refer to server log for more information. "
        "[2026-11-22 18:35:33]\r\n");
  CHECK(after(kAlice, Verdict::mailbox_failure, "Not now") == "451 4.2.0 <alice@example.com> Not now\r\n");
  CHECK(after(kAlice, Verdict::internal_failure) ==
        "451 4.3.0 <alice@example.com> Temporary internal error\r\n");
  CHECK(after(kAlice, Verdict::unknown_user) == "451 4.3.0 <alice@example.com> Temporary internal error\r\n");
  CHECK(after(kAlice, Verdict::refused, "No thanks\r\n250 2.0.0 evil") ==
        "550 5.7.1 <alice@example.com> No thanks\r\n");
}

TEST_CASE("replies to RCPT") {
  const auto rcpt = [](Verdict verdict, const char* text = "") {
    return reply::to_rcpt(kAlice, {verdict, text});
  };
  CHECK(rcpt(Verdict::accepted) == "250 2.1.5 OK\r\n");
  CHECK(rcpt(Verdict::unknown_user, "alice@example.com") ==
        "550 5.1.1 <alice@example.com> User doesn't exist: alice@example.com\r\n");
  CHECK(rcpt(Verdict::internal_failure) == "451 4.3.0 <alice@example.com> Temporary internal error\r\n");
  CHECK(rcpt(Verdict::too_many_deliveries) ==
        "451 4.3.0 <alice@example.com> Too many concurrent deliveries for user\r\n");
  CHECK(rcpt(Verdict::over_quota_for_now) ==
        "452 4.2.2 <alice@example.com> Quota exceeded (mailbox for user is full)\r\n");
}

TEST_CASE("a foreign text cannot break a line") {
  const std::string made = after(kAlice, Verdict::refused, std::string(2000, 'x').c_str());
  CHECK(made.size() < 512);
  CHECK(after(kAlice, Verdict::refused, "a\tb") == "550 5.7.1 <alice@example.com> a?b\r\n");
}
