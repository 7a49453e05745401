// SPDX-License-Identifier: MIT
#include "lmtp/maildir/store.hpp"

#include <dirent.h>
#include <sys/stat.h>

#include <memory>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/lmtp/maildir/failing_disk.hpp"

using namespace dovetail;
using lmtp::maildir::LinkSource;
using lmtp::maildir::open_folder;
using lmtp::maildir::Store;
using lmtp::maildir::Sync;

namespace {

std::vector<std::string> files_in(const std::string& path) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), &::closedir);
  while (const dirent* entry = folder ? ::readdir(folder.get()) : nullptr) {
    if (entry->d_name[0] != '.') {
      names.emplace_back(entry->d_name);
    }
  }
  return names;
}

struct User {
  test::TemporaryFolder folder;
  maildir::SystemDisk disk;
  maildir::UniqueNames names{"vm", 9164};
  base::WallTime now = base::from_unix_seconds(1795372533);
  Store::BeforeRename nothing = [](const std::string&) { return base::Result<void>(); };
  lmtp::maildir::Folder inbox;

  User() {
    maildir::Location location;
    location.root = location.inbox = folder.path();
    auto opened = open_folder(disk, maildir::inbox(location), true);
    REQUIRE(opened);
    inbox = *std::move(opened);
  }
  std::string read(const std::string& name) const { return test::TemporaryFolder::read(folder / name); }
};

}  // namespace

TEST_CASE("a message goes to new/ with its sizes in the name") {
  User user;
  Store store(user.disk, user.names, Sync::file_and_directory, false);
  const auto stored =
      store.deliver(user.inbox, {"Return-Path: <>\n", "a\r\nb\r\n"}, "", user.now, user.nothing);
  REQUIRE(stored);
  CHECK(stored->file_name == "1795372533.M0P9164.vm,S=20,W=23");
  CHECK(user.read("new/" + stored->file_name) == "Return-Path: <>\na\nb\n");
  CHECK(files_in(user.folder / "tmp").empty());
  CHECK(*store.holds(user.inbox, stored->unique));
  CHECK_FALSE(*store.holds(user.inbox, "1795372533.M0P9164.v"));
}

TEST_CASE("flags put a message into cur/") {
  User user;
  Store store(user.disk, user.names, Sync::never, false);
  const auto stored = store.deliver(user.inbox, {"x"}, "Sa", user.now, user.nothing);
  REQUIRE(stored);
  CHECK(stored->file_name == "1795372533.M0P9164.vm,S=1,W=1:2,Sa");
  CHECK(files_in(user.folder / "cur").size() == 1);
  CHECK(*store.holds(user.inbox, stored->unique));
}

TEST_CASE("the second recipient gets a link to the same file") {
  User first, second;
  Store store(first.disk, first.names, Sync::file_and_directory, false);
  LinkSource link;
  const auto a = store.deliver(first.inbox, {"text"}, "", first.now, first.nothing, &link);
  REQUIRE(a);
  REQUIRE(link.usable());
  // The first copy may have been moved meanwhile.
  REQUIRE(::rename((first.folder / ("new/" + a->file_name)).c_str(),
                   (first.folder / "cur/moved:2,S").c_str()) == 0);
  const auto b = store.deliver(second.inbox, {"text"}, "", first.now, first.nothing, &link);
  REQUIRE(b);
  CHECK(b->unique != a->unique);  // they may share a mailbox
  CHECK(b->size.physical == a->size.physical);
  struct stat one {
  }, other{};
  REQUIRE(::stat((first.folder / "cur/moved:2,S").c_str(), &one) == 0);
  REQUIRE(::stat((second.folder / ("new/" + b->file_name)).c_str(), &other) == 0);
  CHECK(one.st_ino == other.st_ino);
}

TEST_CASE("two recipients with one mailbox have two copies") {
  User user;
  Store store(user.disk, user.names, Sync::file_and_directory, false);
  LinkSource link;
  const auto a = store.deliver(user.inbox, {"text"}, "", user.now, user.nothing, &link);
  const auto b = store.deliver(user.inbox, {"text"}, "", user.now, user.nothing, &link);
  REQUIRE(a);
  REQUIRE(b);
  CHECK(*store.holds(user.inbox, a->unique));
  CHECK(*store.holds(user.inbox, b->unique));
  CHECK(a->unique != b->unique);
}

TEST_CASE("where a link cannot be made the message is written again") {
  User first, second;
  Store store(first.disk, first.names, Sync::never, false);
  LinkSource link;
  const auto a = store.deliver(first.inbox, {"text"}, "", first.now, first.nothing, &link);
  REQUIRE(::unlink((first.folder / ("new/" + a->file_name)).c_str()) == 0);
  const auto b = store.deliver(second.inbox, {"text"}, "", first.now, first.nothing, &link);
  REQUIRE(b);
  CHECK(second.read("new/" + b->file_name) == "text");
  CHECK(b->unique != a->unique);
}

TEST_CASE("whatever step fails: an error, and nothing is left that anybody sees") {
  int steps = 0;
  for (int at = 1; at == 1 || at <= steps; ++at) {
    User user;
    test::FailingDisk disk(at, test::FailingDisk::Trouble::fail);
    Store store(disk, user.names, Sync::file_and_directory, false);
    const auto stored = store.deliver(user.inbox, {"text"}, "", user.now, user.nothing);
    REQUIRE_FALSE(stored);
    CHECK(stored.error().code == ENOSPC);
    CHECK(files_in(user.folder / "tmp").empty());
    const bool renamed = !files_in(user.folder / "new").empty();
    if (at == 1) {
      test::FailingDisk whole(-1, test::FailingDisk::Trouble::fail);
      Store counting(whole, user.names, Sync::file_and_directory, false);
      REQUIRE(counting.deliver(user.inbox, {"text"}, "", user.now, user.nothing));
      steps = whole.steps();
      REQUIRE(steps == 6);  // create, write, fsync, close, rename, fsync of the directory
    } else {
      CHECK(renamed == (at == steps));  // after the rename the journal takes over
    }
  }
}

TEST_CASE("a journal that cannot be written stops the delivery before it is visible") {
  User user;
  Store store(user.disk, user.names, Sync::never, false);
  Store::BeforeRename full = [](const std::string&) -> base::Result<void> {
    return base::Unexpected(base::system_error("journal", ENOSPC));
  };
  CHECK_FALSE(store.deliver(user.inbox, {"text"}, "", user.now, full));
  CHECK(files_in(user.folder / "new").empty());
  CHECK(files_in(user.folder / "tmp").empty());
}
