// SPDX-License-Identifier: MIT
#include "lmtp/delivery/sieve_run.hpp"

#include "lmtp/delivery/sieve_locations.hpp"
#include "lmtp/message/message.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/delivery/mailbox_fixture.hpp"

using namespace dovetail;
using lmtp::delivery::SieveRun;

namespace {

struct Fixture : test::MailboxFixture {
  SieveRun run() {
    lmtp::message::Message message("Subject: hi\r\n\r\ntext\r\n");
    lmtp::delivery::Filing filing(means, policy, user, quota, {});
    lmtp::sieve::Input input{.message = message,
                             .settings = policy.sieve,
                             .envelope = {"s@x", "alice@example.com", "", ""},
                             .user = user.name,
                             .default_mailbox = "INBOX",
                             .initial_flags = {},
                             .now = clock.wall()};
    return lmtp::delivery::run_scripts(cache, lmtp::delivery::sieve_locations(user), std::move(input),
                                       filing);
  }
};

}  // namespace

TEST_CASE("without a script nothing runs") {
  Fixture f;
  CHECK_FALSE(f.run().ran);
}

TEST_CASE("the user's script decides") {
  Fixture f;
  f.script("discard;");
  const SieveRun run = f.run();
  CHECK(run.ran);
  REQUIRE(run.outcome.actions.size() == 1);
  CHECK(std::holds_alternative<lmtp::sieve::Discard>(run.outcome.actions[0].what));
}

TEST_CASE("a script that does not compile is told to its user") {
  Fixture f;
  f.script("nonsense");
  const SieveRun run = f.run();
  CHECK(run.ran);
  REQUIRE(run.log.size() == 1);
  CHECK(run.log[0].severity == base::Severity::error);
  CHECK(run.log[0].text.find("view user logfile `") != std::string::npos);
  CHECK(test::TemporaryFolder::read(f.folder / ".dovecot.sieve.log").find("error:") != std::string::npos);
  CHECK(keep_needed(run.outcome, std::vector<bool>(run.outcome.actions.size(), true)) ==
        run.outcome.actions.empty());
}

TEST_CASE("a global script runs before the user's") {
  Fixture f;
  f.user.plugin["sieve_before"] =
      f.folder.write("before.sieve", "require \"fileinto\"; fileinto \"A\"; stop;");
  f.script("discard;");
  const SieveRun run = f.run();
  REQUIRE(run.outcome.actions.size() == 1);
  CHECK(std::holds_alternative<lmtp::sieve::Store>(run.outcome.actions[0].what));
}
