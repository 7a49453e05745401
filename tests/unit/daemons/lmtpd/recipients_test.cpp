// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/recipients.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <optional>

#include "tests/support/captured_log.hpp"
#include "tests/unit/libcommon/authclient/auth_server.hpp"

using namespace dovetail;
using namespace std::chrono_literals;
using lmtp::Verdict;

namespace {

struct World {
  test::TemporaryFolder folder;
  event::Loop loop;
  test::CapturedLog log;
  base::SystemClock clock;
  maildir::SystemDisk files;
  test::AuthServer server{loop, folder / "s"};
  authclient::UserLookups users{loop, log, {folder / "s", 10s, 100}};
  event::WorkerPool workers;
  lmtpd::Recipients recipients;
  std::shared_ptr<lmtpd::Config> config = std::make_shared<lmtpd::Config>();
  base::Lifetime transaction;
  std::optional<lmtpd::Resolved> resolved;

  explicit World(std::size_t queue_limit = 10)
      : workers(loop, {.name = "disk", .threads = 1, .queue_limit = queue_limit}),
        recipients({log, clock, users, workers, files}) {
    config->users.mail_home = folder / "home/%u";
    config->users.mail_location = "maildir:~/Maildir";
    config->users.mail_uid = ::geteuid();
    config->users.mail_gid = ::getegid();
    config->users.first_valid_uid = 0;
    config->users.first_valid_gid = 0;
    config->settings.recipient_delimiter = "+";
    const std::string homes = folder / "home";
    ::chmod(folder.path().c_str(), 0711);
    ::mkdir(homes.c_str(), 0755);
    [[maybe_unused]] const int given = ::chown(homes.c_str(), 5000, 5000);
  }
  // The auth server's answer has uid=5000: what looks into the mailbox works for root alone.
  lmtp::Outcome ask(const std::string& local, const std::string& domain = "ex.test") {
    std::optional<lmtp::Outcome> outcome;
    recipients.resolve(config, {.service = "lmtp"}, {{1}, {local, domain}, "", 1}, transaction.watch(),
                       [&](lmtp::Outcome answer, std::optional<lmtpd::Resolved> who) {
                         REQUIRE_FALSE(outcome);
                         outcome = std::move(answer);
                         resolved = std::move(who);
                       });
    REQUIRE(test::run_until(loop, [&] { return outcome.has_value(); }));
    return *outcome;
  }
};

}  // namespace

TEST_CASE("a known recipient becomes a mail user") {
  World world;
  CHECK(world.ask("ann").verdict == Verdict::accepted);
  REQUIRE(world.resolved);
  CHECK(world.resolved->user.name == "ann@ex.test");
  CHECK(world.resolved->user.uid == 5000);
  CHECK(world.resolved->user.location.root == world.folder / "home/ann@ex.test/Maildir");
  CHECK(world.resolved->mailbox == "INBOX");
}

TEST_CASE("only an unknown user is refused for good") {
  World world;
  const auto unknown = world.ask("missing");
  CHECK(unknown.verdict == Verdict::unknown_user);
  CHECK(unknown.text == "missing@ex.test");
  CHECK_FALSE(world.resolved);
  CHECK(world.ask("fail").verdict == Verdict::internal_failure);
  CHECK(world.log.contains("fail@ex.test: lookup failed"));
  world.config->users.first_valid_uid = 6000;  // our administrator's mistake, not the sender's
  CHECK(world.ask("ann").verdict == Verdict::internal_failure);
  CHECK(world.log.contains("ann@ex.test: Initialization failed"));
}

TEST_CASE("the detail is not asked for, and names a mailbox where that is wanted") {
  World world;
  CHECK(world.ask("ann+lists").verdict == Verdict::accepted);
  CHECK(world.server.lines.back().find("ann@ex.test") != std::string::npos);
  CHECK(world.resolved->mailbox == "INBOX");
  world.config->settings.lmtp_save_to_detail_mailbox = true;
  world.config->users.space.prefix = "INBOX/";
  world.ask("ann+lists");
  CHECK(world.resolved->mailbox == "INBOX/lists");
  world.ask("ann+inbox");
  CHECK(world.resolved->mailbox == "INBOX");
  world.ask("ann+");
  CHECK(world.resolved->mailbox == "INBOX");
}

TEST_CASE("deliveries in work are counted per user, and given back") {
  World world;
  world.config->settings.lmtp_user_concurrency_limit = 1;
  CHECK(world.ask("ann").verdict == Verdict::accepted);
  std::optional<lmtpd::Resolved> first = std::move(world.resolved);
  CHECK(world.ask("ann").verdict == Verdict::too_many_deliveries);
  CHECK(world.ask("bob").verdict == Verdict::accepted);
  first.reset();
  CHECK(world.ask("ann").verdict == Verdict::accepted);
}

TEST_CASE("the quota is looked at where that is wanted; a disk too busy to tell is temporary") {
  for (const std::size_t queue : {std::size_t{10}, std::size_t{0}}) {
    World world(queue);
    world.config->settings.lmtp_rcpt_check_quota = true;
    world.config->policy.quota_enabled = true;
    world.config->users.plugin = {{"quota", "maildir:u"}, {"quota_rule", "*:storage=1M"}};
    const auto outcome = world.ask("ann");
    if (queue == 0) {
      CHECK(outcome.verdict == Verdict::internal_failure);
    } else if (::geteuid() == 0) {
      CHECK(outcome.verdict == Verdict::accepted);
    }
  }
}

TEST_CASE("a transaction that has gone gets no answer") {
  World world;
  bool answered = false;
  {
    const base::Lifetime brief;
    world.recipients.resolve(world.config, {.service = "lmtp"}, {{1}, {"ann", "ex.test"}, "", 1},
                             brief.watch(),
                             [&](lmtp::Outcome, std::optional<lmtpd::Resolved>) { answered = true; });
  }
  world.ask("bob");
  CHECK_FALSE(answered);
}
