// SPDX-License-Identifier: MIT
#include "lmtp/protocol/transaction.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using lmtp::Outcome;
using lmtp::Verdict;
using lmtp::protocol::Transaction;

TEST_CASE("answers in any order, replies in order") {
  Transaction transaction;
  transaction.begin({});
  transaction.ask({1}, {"a", "x"}, "");
  transaction.ask({2}, {"b", "x"}, "");
  transaction.refuse("501 no\r\n");
  CHECK(transaction.answer({2}, Outcome{}));
  CHECK(transaction.take_replies().empty());
  CHECK(transaction.answer({1}, Outcome{Verdict::unknown_user, "a@x"}));
  CHECK(transaction.take_replies() == std::vector<std::string>{"550 5.1.1 <a@x> User doesn't exist: a@x\r\n",
                                                               "250 2.1.5 OK\r\n", "501 no\r\n"});
  CHECK_FALSE(transaction.waiting());
  REQUIRE(transaction.envelope().recipients.size() == 1);
  CHECK(transaction.envelope().recipients[0].number == 2);
}

TEST_CASE("answers to the dead are dropped") {
  Transaction transaction;
  transaction.begin({});
  transaction.ask({1}, {"a", "x"}, "");
  transaction.reset();
  CHECK_FALSE(transaction.answer({1}, Outcome{}));
  transaction.begin({});
  transaction.ask({2}, {"a", "x"}, "");
  CHECK(transaction.answer({2}, Outcome{}));
  CHECK_FALSE(transaction.answer({2}, Outcome{}));
}

TEST_CASE("a recipient given twice keeps its first number") {
  Transaction transaction;
  transaction.begin({});
  for (std::uint64_t i = 1; i <= 3; ++i) {
    transaction.ask({i}, {i == 2 ? "b" : "a", "x"}, "");
    transaction.answer({i}, Outcome{});
  }
  static_cast<void>(transaction.take_replies());
  const auto& recipients = transaction.envelope().recipients;
  REQUIRE(recipients.size() == 3);
  CHECK(recipients[1].number == 2);
  CHECK(recipients[2].number == 1);
}
