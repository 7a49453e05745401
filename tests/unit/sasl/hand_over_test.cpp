// SPDX-License-Identifier: MIT
#include "sasl/hand_over.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl;

namespace {

FinishedLogin login_of(const char* user) {
  FinishedLogin login;
  login.subject.user = user;
  return login;
}

}  // namespace

TEST_CASE("A login is handed over once, to who knows the cookie") {
  HandOvers hand_overs;
  REQUIRE(hand_overs.connect(7, "cookie"));
  CHECK_FALSE(hand_overs.connect(7, "other"));
  hand_overs.keep(7, 1, login_of("alice"), {});
  CHECK(hand_overs.take(7, 1, "wrong!").why == HandOvers::Refusal::wrong_cookie);
  CHECK(hand_overs.take(8, 1, "cookie").why == HandOvers::Refusal::unknown_client);
  CHECK(hand_overs.take(7, 2, "cookie").why == HandOvers::Refusal::unknown_request);
  const auto taken = hand_overs.take(7, 1, "cookie");
  REQUIRE(taken.login);
  CHECK(taken.login->subject.user == "alice");
  CHECK_FALSE(hand_overs.take(7, 1, "cookie").login);
}

TEST_CASE("Logins go with their process, and with time") {
  HandOvers hand_overs;
  hand_overs.connect(7, "c");
  hand_overs.keep(7, 1, login_of("a"), {});
  hand_overs.expire(base::MonoTime{} + std::chrono::seconds(149));
  CHECK(hand_overs.waiting() == 1);
  hand_overs.expire(base::MonoTime{} + std::chrono::seconds(150));
  CHECK(hand_overs.waiting() == 0);
  hand_overs.keep(7, 2, login_of("a"), {});
  hand_overs.disconnect(7);
  CHECK(hand_overs.waiting() == 0);
  hand_overs.keep(7, 3, login_of("a"), {});
  CHECK(hand_overs.waiting() == 0);
  CHECK(hand_overs.connect(7, "c"));
}
