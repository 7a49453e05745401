// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>

#include "lmtp/maildir/journal.hpp"
#include "lmtp/maildir/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/lmtp/maildir/failing_disk.hpp"

using namespace dovetail;
using lmtp::maildir::Journal;
using lmtp::maildir::JournalRecord;
using lmtp::maildir::Store;
using Trouble = test::FailingDisk::Trouble;

namespace {

const std::string kKey(64, 'd');

std::size_t visible(const std::string& root) {
  std::size_t count = 0;
  for (const char* part : {"/new", "/cur"}) {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir((root + part).c_str()), &::closedir);
    while (const dirent* entry = folder ? ::readdir(folder.get()) : nullptr) {
      count += entry->d_name[0] != '.' ? 1 : 0;
    }
  }
  return count;
}

// What the daemon does with one recipient: ask the journal, look for what an earlier try left, store, note
// it.
void deliver_once(maildir::Disk& disk, const std::string& root, const std::string& journal_path) {
  const base::SystemClock clock;
  auto journal = Journal::open({journal_path}, clock.wall());
  if (!journal) {
    return;
  }
  const auto state = (*journal)->begin(kKey, clock.wall());
  if (state == Journal::State::done) {
    return;
  }
  maildir::Location location;
  location.root = location.inbox = root;
  auto inbox = lmtp::maildir::open_folder(disk, maildir::inbox(location), true);
  if (!inbox) {
    return;
  }
  maildir::UniqueNames names("vm", ::getpid());
  Store store(disk, names, lmtp::maildir::Sync::file_and_directory, false);
  for (const auto& attempt : (*journal)->earlier(kKey)) {
    if (attempt.confirmed || store.holds(*inbox, attempt.unique).value_or(false)) {
      (*journal)->finish(kKey, clock.wall());
      return;
    }
  }
  const auto note = [&](JournalRecord::Kind kind, const std::string& unique) {
    return (*journal)->writer().append({kind, base::unix_seconds(clock.wall()), kKey, unique, "INBOX"});
  };
  Store::BeforeRename intent = [&](const std::string& unique) {
    return note(JournalRecord::Kind::intent, unique);
  };
  const auto stored = store.deliver(*inbox, {"Received: x\n", "text\n"}, "", clock.wall(), intent);
  if (stored) {
    static_cast<void>(note(JournalRecord::Kind::stored, stored->unique));
    (*journal)->finish(kKey, clock.wall());
  }
}

// Runs a delivery in a child that dies at the given step; true if it died there.
bool dies_at(int step, Trouble trouble, const std::string& root, const std::string& journal) {
  const pid_t child = ::fork();
  if (child == 0) {
    test::FailingDisk disk(step, trouble);
    deliver_once(disk, root, journal);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status);
}

}  // namespace

TEST_CASE("killed at any step, the retry leaves exactly one message") {
  for (const Trouble trouble : {Trouble::kill_before, Trouble::kill_after}) {
    int step = 1;
    for (bool died = true; died; ++step) {
      const test::TemporaryFolder folder;
      const std::string root = folder / "Maildir";
      died = dies_at(step, trouble, root, folder / "journal");
      INFO("step " << step);
      CHECK(visible(root) <= 1);
      maildir::SystemDisk disk;
      deliver_once(disk, root, folder / "journal");
      CHECK(visible(root) == 1);
      deliver_once(disk, root, folder / "journal");
      CHECK(visible(root) == 1);
    }
    CHECK(step > 8);
  }
}

TEST_CASE("killed again and again at every step, there is still exactly one message") {
  const test::TemporaryFolder folder;
  const std::string root = folder / "Maildir";
  for (int step = 1; step < 15; ++step) {
    dies_at(step, step % 2 == 0 ? Trouble::kill_after : Trouble::kill_before, root, folder / "journal");
    CHECK(visible(root) <= 1);
  }
  maildir::SystemDisk disk;
  deliver_once(disk, root, folder / "journal");
  CHECK(visible(root) == 1);
}
