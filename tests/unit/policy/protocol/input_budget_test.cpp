// SPDX-License-Identifier: MIT
#include "policy/protocol/input_budget.hpp"

#include <memory>
#include <vector>

#include "policy/protocol/session.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using policy::InputBudget;

namespace {

std::string half_request(std::size_t octets) {
  std::string text = "request=smtpd_access_policy\nsender=";
  return text + std::string(octets - text.size(), 'x');
}

// What a session closes with; "" while it goes on.
std::string closed(policy::Session& session) {
  while (auto effect = session.next()) {
    if (auto* close = std::get_if<base::Close>(&*effect)) return close->reason;
  }
  return "";
}

}  // namespace

TEST_CASE("what grows beyond the sum is too large, the modest are not") {
  InputBudget budget(100, 10);
  InputBudget::Part one(&budget), two(&budget);
  CHECK(one.resize(90));
  CHECK(two.resize(10));
  CHECK(two.resize(9));
  CHECK(budget.held() == 99);
  CHECK_FALSE(two.resize(20));
  CHECK(one.resize(80));  // who becomes smaller never is
  {
    InputBudget::Part three(&budget);
    CHECK(three.resize(5));
    CHECK(budget.held() == 105);
  }
  CHECK(budget.held() == 100);
}

TEST_CASE("many half requests take no more memory than the budget") {
  InputBudget budget(1024 * 1024, 8 * 1024);
  std::vector<std::unique_ptr<policy::Session>> sessions;
  std::size_t refused = 0;
  for (int i = 0; i < 400; ++i) {
    sessions.push_back(std::make_unique<policy::Session>(policy::SessionOptions{.budget = &budget}));
    sessions.back()->receive(half_request(30 * 1024));
    const std::string reason = closed(*sessions.back());
    CHECK((reason.empty() || reason == "too much unfinished input on all connections"));
    refused += reason.empty() ? 0 : 1;
  }
  CHECK(refused > 300);
  CHECK(budget.held() <= 1024 * 1024);

  // An ordinary request is asked all the same.
  policy::Session ordinary({.budget = &budget});
  ordinary.receive("request=smtpd_access_policy\nsender=a@b\n\n");
  const auto asked = ordinary.next();
  REQUIRE(asked);
  CHECK(std::holds_alternative<policy::Decide>(*asked));

  sessions.clear();
  policy::Session large({.budget = &budget});
  large.receive(half_request(30 * 1024));
  CHECK(closed(large).empty());
}

TEST_CASE("what is decided is held no longer") {
  InputBudget budget(1024, 1);
  policy::Session session({.budget = &budget});
  session.receive("request=smtpd_access_policy\nsender=a@b\n\n");
  CHECK(budget.held() > 0);
  auto asked = session.next();
  REQUIRE(asked);
  session.resume(std::get<policy::Decide>(*asked).ticket, "DUNNO");
  CHECK(session.next());
  CHECK(budget.held() == 0);
}
