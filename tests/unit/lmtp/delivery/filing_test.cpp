// SPDX-License-Identifier: MIT
#include "lmtp/delivery/filing.hpp"

#include <cerrno>

#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/delivery/mailbox_fixture.hpp"
#include "tests/unit/lmtp/maildir/failing_disk.hpp"

using namespace dovetail;
using lmtp::Verdict;
using lmtp::delivery::failure_of;
using lmtp::delivery::Filing;
using lmtp::delivery::Pieces;

namespace {

struct Fixture : test::MailboxFixture {
  Filing filing(Filing::Occasion occasion = {}) {
    occasion.now = clock.wall();
    return {means, policy, user, quota, std::move(occasion)};
  }
  static Pieces text(std::vector<std::string> flags = {}) {
    Pieces pieces;
    pieces.parts = {"A: b\n\n", "text\r\n"};
    pieces.flags = std::move(flags);
    return pieces;
  }
};

}  // namespace

TEST_CASE("INBOX is always there, other mailboxes are made on request") {
  Fixture f;
  auto filing = f.filing();
  CHECK(filing.file("INBOX", Fixture::text(), false));
  const auto missing = filing.file("Junk", Fixture::text(), false);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().missing);
  CHECK_FALSE(missing.error().temporary());
  CHECK(missing.error().reason == "Mailbox doesn't exist: Junk");
  CHECK(filing.file("Junk", Fixture::text(), true));
  CHECK(f.messages(".Junk").size() == 1);
  CHECK(f.messages().size() == 1);
}

TEST_CASE("the configuration makes and subscribes mailboxes") {
  Fixture f;
  f.policy.auto_mailboxes = {{"Spam", true}, {"Plain", false}};
  CHECK(f.filing().exists("Spam"));
  CHECK_FALSE(f.filing().exists("Other"));
  CHECK(f.filing().file("Spam", Fixture::text(), false));
  CHECK(f.filing().file("Plain", Fixture::text(), false));
  CHECK(test::TemporaryFolder::read(f.folder / "Maildir/subscriptions") == "V\t2\n\nSpam\n");
  f.policy.autocreate = f.policy.autosubscribe = true;
  CHECK(f.filing().file("Other/x", Fixture::text(), false));
  CHECK(test::TemporaryFolder::read(f.folder / "Maildir/subscriptions") == "V\t2\n\nSpam\nOther\tx\n");
}

TEST_CASE("names that cannot be folders") {
  Fixture f;
  const auto bad = f.filing().file("../../etc", Fixture::text(), true);
  REQUIRE_FALSE(bad);
  CHECK(bad.error().missing);
}

TEST_CASE("quota is asked with the size as stored, and told what came") {
  Fixture f;
  f.quota_of("*:bytes=11");
  f.quota.roots[0].grace = {0, false};
  CHECK(f.filing().file("INBOX", Fixture::text(), false));  // 6 + 5 bytes
  CHECK(test::TemporaryFolder::read(f.folder / "Maildir/maildirsize") == "11S\n0 0\n11 1\n");
  const auto full = f.filing().file("INBOX", Fixture::text(), false);
  REQUIRE_FALSE(full);
  CHECK(full.error().verdict == Verdict::over_quota);
  f.policy.quota_full_tempfail = true;
  CHECK(f.filing().file("INBOX", Fixture::text(), false).error().verdict == Verdict::over_quota_for_now);
}

TEST_CASE("a mail above the largest allowed is told apart") {
  Fixture f;
  f.quota_of("*:bytes=1000");
  f.quota.max_mail_size = 5;
  CHECK(f.filing().file("INBOX", Fixture::text(), false).error().verdict == Verdict::too_large);
}

TEST_CASE("flags and keywords go into the name") {
  Fixture f;
  const auto filed = f.filing().file("INBOX", Fixture::text({"\\Seen", "$label"}), false);
  REQUIRE(filed);
  CHECK(filed->stored.file_name.ends_with(":2,Sa"));
  CHECK(test::TemporaryFolder::read(f.folder / "Maildir/dovecot-keywords") == "0 $label\n");
}

TEST_CASE("what a former try stored is found, confirmed or not") {
  Fixture f;
  auto first = f.filing();
  const auto filed = first.file("INBOX", Fixture::text(), false);
  REQUIRE(first.attempts().size() == 1);
  CHECK(first.attempts()[0].confirmed);
  Filing::Occasion again;
  again.key = std::string(64, 'a');
  again.earlier = {{"INBOX", filed->stored.unique, false}};
  CHECK(f.filing(again).file("INBOX", Fixture::text(), false)->already_there);
  again.earlier = {{"INBOX", "never.written", false}};
  CHECK_FALSE(f.filing(again).file("INBOX", Fixture::text(), false)->already_there);
  again.earlier = {{"INBOX", "gone.but.confirmed", true}};
  CHECK(f.filing(again).file("INBOX", Fixture::text(), false)->already_there);
  CHECK(f.messages().size() == 2);
}

TEST_CASE("errors of the system and their meaning") {
  const quota::Settings quota;
  const auto verdict = [&](int error) {
    return failure_of(base::system_error("x", error), quota, false).verdict;
  };
  CHECK(verdict(EDQUOT) == Verdict::over_quota);
  CHECK(verdict(ENOSPC) == Verdict::no_storage);
  CHECK(verdict(EROFS) == Verdict::no_storage);
  CHECK(verdict(EIO) == Verdict::no_storage);
  CHECK(verdict(EACCES) == Verdict::mailbox_failure);
  CHECK(failure_of(base::system_error("x", EROFS), quota, false).reason.find("ReadWritePaths=") !=
        std::string::npos);
}

TEST_CASE("whatever step of a delivery fails, it is never permanent and never twice") {
  for (int step = 1; step < 40; ++step) {
    Fixture f;
    f.quota_of("*:bytes=1000");
    test::FailingDisk disk(step, test::FailingDisk::Trouble::fail);
    f.means.disk = &disk;
    auto filing = f.filing();
    const auto filed = filing.file("Junk", Fixture::text(), true);
    if (!filed) {
      CHECK(filed.error().verdict == Verdict::no_storage);
      CHECK(filed.error().temporary());
    }
    f.means.disk = &f.disk;
    Filing::Occasion again;
    again.key = std::string(64, 'a');
    again.earlier = filing.attempts();
    CHECK(f.filing(again).file("Junk", Fixture::text(), true));
    CHECK(f.messages(".Junk").size() == 1);
  }
}
