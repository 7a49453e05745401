// SPDX-License-Identifier: MIT
#include "lmtp/maildir/journal.hpp"

#include <csignal>

#include <sys/resource.h>

#include "tests/support/catch.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using lmtp::maildir::Journal;
using lmtp::maildir::JournalOptions;
using lmtp::maildir::JournalRecord;
using State = Journal::State;

namespace {

const std::string kOne(64, '1');
const std::string kTwo(64, '2');

struct Fixture {
  test::TemporaryFolder folder;
  test::FakeClock clock;
  JournalOptions options{folder / "journal"};
  std::unique_ptr<Journal> open() {
    auto journal = Journal::open(options, clock.wall());
    REQUIRE(journal);
    return *std::move(journal);
  }
};

}  // namespace

TEST_CASE("a delivery is done once") {
  Fixture f;
  const auto journal = f.open();
  CHECK(journal->begin(kOne, f.clock.wall()) == State::fresh);
  CHECK(journal->begin(kOne, f.clock.wall()) == State::running);
  journal->finish(kOne, f.clock.wall());
  CHECK(journal->begin(kOne, f.clock.wall()) == State::done);
  CHECK(journal->begin(kTwo, f.clock.wall()) == State::fresh);
}

TEST_CASE("what was done survives the process") {
  Fixture f;
  {
    const auto journal = f.open();
    journal->begin(kOne, f.clock.wall());
    journal->finish(kOne, f.clock.wall());
  }
  CHECK(f.open()->begin(kOne, f.clock.wall()) == State::done);
}

TEST_CASE("an intent without an outcome makes the next one look") {
  Fixture f;
  {
    const auto journal = f.open();
    journal->begin(kOne, f.clock.wall());
    const long long now = base::unix_seconds(f.clock.wall());
    REQUIRE(journal->writer().append({JournalRecord::Kind::intent, now, kOne, "u1", "INBOX"}));
    REQUIRE(journal->writer().append({JournalRecord::Kind::stored, now, kOne, "u1", "INBOX"}));
    REQUIRE(journal->writer().append({JournalRecord::Kind::intent, now, kOne, "u2", "A b"}));
  }
  const auto journal = f.open();
  CHECK(journal->begin(kOne, f.clock.wall()) == State::resumed);
  const auto& earlier = journal->earlier(kOne);
  REQUIRE(earlier.size() == 2);
  CHECK(earlier[0].confirmed);
  CHECK_FALSE(earlier[1].confirmed);
  CHECK(earlier[1].mailbox == "A b");
}

TEST_CASE("a delivery that failed may be tried again, and remembers what became visible") {
  Fixture f;
  const auto journal = f.open();
  journal->begin(kOne, f.clock.wall());
  journal->fail(kOne, {});
  CHECK(journal->begin(kOne, f.clock.wall()) == State::fresh);
  journal->fail(kOne, {{"INBOX", "u", true}});
  CHECK(journal->begin(kOne, f.clock.wall()) == State::resumed);
}

TEST_CASE("deliveries are forgotten after the period, or when there are too many") {
  Fixture f;
  f.options.max_entries = 100;
  const auto journal = f.open();
  journal->begin(kOne, f.clock.wall());
  journal->finish(kOne, f.clock.wall());
  f.clock.advance(std::chrono::hours(24 * 5 + 1));
  CHECK(journal->begin(kOne, f.clock.wall()) == State::fresh);
  journal->finish(kOne, f.clock.wall());
  for (int i = 1000; i < 1300; ++i) {
    const std::string key = std::string(60, '0') + std::to_string(i);
    journal->begin(key, f.clock.wall());
    journal->finish(key, f.clock.wall());
  }
  CHECK(journal->entries() <= 101);
}

TEST_CASE("a large file is put aside, and both are read") {
  Fixture f;
  f.options.max_bytes = 300;
  {
    const auto journal = f.open();
    for (const std::string& key : {kOne, kTwo}) {
      journal->begin(key, f.clock.wall());
      REQUIRE(journal->writer().append({JournalRecord::Kind::intent, base::unix_seconds(f.clock.wall()), key,
                                        std::string(200, 'u'), "INBOX"}));
      journal->finish(key, f.clock.wall());
    }
    const std::string last(64, '3');
    journal->begin(last, f.clock.wall());
    journal->finish(last, f.clock.wall());
  }
  CHECK(test::TemporaryFolder::read(f.folder / "journal").size() < 200);
  CHECK_FALSE(test::TemporaryFolder::read(f.folder / "journal.old").empty());
  const auto journal = f.open();
  CHECK(journal->begin(kTwo, f.clock.wall()) == State::done);
  CHECK(journal->begin(std::string(64, '3'), f.clock.wall()) == State::done);
}

TEST_CASE("garbage in the file is skipped") {
  Fixture f;
  f.folder.write("journal", std::string(70'000, 'x') + "\n\0\n" + "D 1700000000 " + kOne + "\nD 17000");
  CHECK(f.open()->begin(kOne, f.clock.wall()) == State::done);
}

TEST_CASE("a journal that cannot be opened is an error at start") {
  test::FakeClock clock;
  CHECK_FALSE(Journal::open({"/nonexistent/dovetail/journal"}, clock.wall()));
}

TEST_CASE("half a line that a full disk left behind swallows no later record") {
  Fixture f;
  {
    const auto journal = f.open();
    ::signal(SIGXFSZ, SIG_IGN);
    ::rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    ::rlimit small = before;
    small.rlim_cur = 20;  // a write(2) past it is a short one
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    const auto torn = journal->writer().append({JournalRecord::Kind::intent, 1, kTwo, "unique", "INBOX"});
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    CHECK_FALSE(torn);
    journal->begin(kOne, f.clock.wall());
    journal->finish(kOne, f.clock.wall());
  }
  const auto journal = f.open();
  CHECK(journal->begin(kOne, f.clock.wall()) == State::done);
  CHECK(journal->begin(kTwo, f.clock.wall()) == State::fresh);
}
