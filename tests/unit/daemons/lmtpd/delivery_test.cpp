// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/delivery.hpp"

#include <algorithm>
#include <optional>

#include "daemons/lmtpd/delivery_shop.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/unit/daemons/lmtpd/smtp_server_fixture.hpp"
#include "tests/unit/lmtp/delivery/mailbox_fixture.hpp"
#include "tests/unit/lmtp/maildir/failing_disk.hpp"

using namespace dovetail;
using lmtp::Verdict;

namespace {

struct Fixture : test::MailboxFixture {
  test::FailingDisk failing{0, test::FailingDisk::Trouble::exception};
  std::string relay;
  test::CapturedLog log;
  metrics::Registry metrics;
  event::Loop loop;
  event::WorkerPool workers;
  lmtpd::Outbox outbox{loop, workers, log};
  lmtpd::DeliveryShop shop;

  explicit Fixture(std::size_t queue_limit = 64)
      : workers(loop, {.name = "disk", .threads = 3, .queue_limit = queue_limit}),
        shop({loop, log, clock, metrics, workers, outbox}, use_failing(), nullptr, nullptr) {}

  lmtp::delivery::Means use_failing() {
    means.disk = &failing;
    return means;
  }

  // One message to `users`, each in a folder of the same Maildir's neighbour; the outcomes in RCPT order.
  std::vector<lmtp::Outcome> deliver(const std::vector<std::string>& users) {
    auto config = std::make_shared<lmtpd::Config>();
    config->hostname = "mx.example.com";
    config->policy = policy;
    config->settings.submission_host = relay;
    config->settings.submission_timeout = std::chrono::seconds(20);
    lmtp::Envelope envelope;
    envelope.sender = {"s", "x.example"};
    std::vector<lmtpd::Resolved> resolved;
    for (const std::string& name : users) {
      const auto number = static_cast<unsigned>(resolved.size() + 1);
      envelope.recipients.push_back({{number}, {name, "example.com"}, "", number});
      lmtpd::Resolved one;
      one.user = user;
      one.user.name = name;
      one.user.location.root = one.user.location.inbox = one.user.location.control = folder / ("box-" + name);
      resolved.push_back(std::move(one));
    }
    std::optional<std::vector<lmtp::Outcome>> answer;
    unsigned answers = 0;
    shop.deliver(config, std::move(envelope),
                 std::make_unique<lmtp::delivery::SpooledMessage>("Subject: hi\r\n\r\ntext\r\n", "digest"),
                 "", std::move(resolved), [&](std::vector<lmtp::Outcome> outcomes) {
                   ++answers;
                   answer = std::move(outcomes);
                 });
    while (!shop.at_rest() || !outbox.at_rest()) {
      loop.run_once(true);
    }
    CHECK(answers == 1);
    return answer.value_or(std::vector<lmtp::Outcome>());
  }
  std::size_t stored(const std::string& name) {
    std::size_t count = 0;
    maildir::Disk::Visit visit = [&count](std::string_view) { ++count; };
    const auto at = disk.open_root(folder / ("box-" + name) + "/new");
    if (at) {
      CHECK(disk.list(*at, visit));
    }
    return count;
  }
};

bool all_are(const std::vector<lmtp::Outcome>& outcomes, std::size_t count, Verdict verdict) {
  return outcomes.size() == count && std::all_of(outcomes.begin(), outcomes.end(),
                                                 [&](const auto& each) { return each.verdict == verdict; });
}

}  // namespace

TEST_CASE("parallel recipients get one copy each") {
  Fixture f;
  const std::vector<std::string> users = {"a", "b", "c", "d", "e", "f", "g", "h"};
  for (std::size_t round = 1; round <= 20; ++round) {
    CHECK(all_are(f.deliver(users), users.size(), Verdict::accepted));
    for (const std::string& name : users) {
      CHECK(f.stored(name) == round);
    }
  }
}

TEST_CASE("the same user and address twice is one copy and two replies") {
  Fixture f;
  CHECK(all_are(f.deliver({"a", "b", "a"}), 3, Verdict::accepted));
  CHECK(f.stored("a") == 1);
  CHECK(f.stored("b") == 1);
}

TEST_CASE("no room in the queue: one temporary reply each, and nothing stays in work") {
  Fixture f(0);
  CHECK(all_are(f.deliver({"a"}), 1, Verdict::internal_failure));
  CHECK(all_are(f.deliver({"a", "b", "c"}), 3, Verdict::internal_failure));
  CHECK(f.stored("a") + f.stored("b") + f.stored("c") == 0);
}

TEST_CASE("an exception while storing is a temporary failure of that recipient") {
  Fixture f;
  f.failing.arm_next();
  const auto outcomes = f.deliver({"a", "b"});
  REQUIRE(outcomes.size() == 2);
  CHECK(outcomes[0].verdict == Verdict::internal_failure);
  CHECK(outcomes[1].verdict == Verdict::accepted);
}

TEST_CASE("an exception in the late keep after a refused redirect is a temporary failure") {
  Fixture f;
  f.script("redirect \"t@y.example\";");
  f.user.plugin["sieve"] = f.folder / ".dovecot.sieve";
  const auto deliver = [&f] {
    test::SmtpServer server("550 not for us");
    f.relay = "127.0.0.1:" + std::to_string(server.port());
    return f.deliver({"a"});
  };
  CHECK(all_are(deliver(), 1, Verdict::accepted));
  CHECK(f.stored("a") == 1);
  f.failing.arm_next();
  CHECK(all_are(deliver(), 1, Verdict::internal_failure));
  CHECK(f.stored("a") == 1);
}
