// SPDX-License-Identifier: MIT
#include "daemons/authd/system_accounts.hpp"

#include <atomic>
#include <thread>

#include "sasl/passdb/system_source.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;
using namespace std::chrono_literals;

namespace {

using Reply = std::variant<sasl::SystemReply, sasl::Broken>;

std::atomic<bool> hanging{false};

// A directory service that answers when the test wants it to.
sasl::SystemReply answer_late(const std::string&) {
  while (hanging) {
    std::this_thread::sleep_for(1ms);
  }
  return std::optional<sasl::SystemAccount>();
}

}  // namespace

TEST_CASE("Accounts come from the system") {
  event::Loop loop;
  authd::SystemAccounts accounts(loop, 5s, sasl::read_system_account);
  const base::Lifetime lifetime;
  std::vector<Reply> replies;
  for (const char* user : {"root", "no such account"}) {
    accounts.run({user}, "", lifetime.watch(), [&](Reply reply) { replies.push_back(std::move(reply)); });
    CHECK(replies.empty());
    REQUIRE(test::run_until(loop, [&] { return replies.size() == 1; }));
    const auto& account = std::get<sasl::SystemReply>(replies[0]);
    REQUIRE(account);
    CHECK(account->has_value() == (std::string(user) == "root"));
    replies.clear();
  }
}

TEST_CASE("Who asks a system that hangs is told so in time, and its late answer is dropped") {
  event::Loop loop;
  authd::SystemAccounts accounts(loop, 20ms, answer_late);
  const base::Lifetime lifetime;
  int broken = 0;
  int answered = 0;
  const auto count = [&](const Reply& reply) {
    ++(std::holds_alternative<sasl::Broken>(reply) ? broken : answered);
  };
  hanging = true;
  for (int number = 0; number < 5; ++number) {
    accounts.run({"alice"}, "", lifetime.watch(), count);
  }
  {
    const base::Lifetime gone;
    accounts.run({"alice"}, "", gone.watch(), count);
  }
  CHECK(test::run_until(loop, [&] { return broken == 5; }));
  hanging = false;
  CHECK(test::run_until(loop, [&] { return accounts.in_work() == 0; }));
  CHECK(broken == 5);
  CHECK(answered == 0);
}
