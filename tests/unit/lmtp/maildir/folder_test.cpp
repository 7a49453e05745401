// SPDX-License-Identifier: MIT
#include "lmtp/maildir/folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using lmtp::maildir::open_folder;

namespace {

struct User {
  test::TemporaryFolder folder;
  maildir::SystemDisk disk;
  maildir::Location location;
  User() { location.root = location.inbox = location.control = folder / "home/Maildir"; }
  maildir::Mailbox box(const char* name) const { return *maildir::find_mailbox(location, {"", '/'}, name); }
  mode_t mode(const char* name) const {
    struct stat status {};
    return ::stat((folder / name).c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
  }
};

}  // namespace

TEST_CASE("a home is made on the first mail") {
  User user;
  const auto opened = open_folder(user.disk, user.box("INBOX"), false);
  REQUIRE(opened);
  CHECK(user.mode("home") == 0700);
  CHECK(user.mode("home/Maildir/new") == 0700);
  CHECK(user.mode("home/Maildir/cur") == 0700);
  CHECK(user.mode("home/Maildir/tmp") == 0700);
}

TEST_CASE("other mailboxes are made only when asked for") {
  User user;
  const auto missing = open_folder(user.disk, user.box("Archive/2026"), false);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ENOENT);
  REQUIRE(open_folder(user.disk, user.box("Archive/2026"), true));
  CHECK(user.mode("home/Maildir/.Archive.2026/maildirfolder") == 0600);
  CHECK(user.mode("home/Maildir/.Archive") == 0);
  CHECK(open_folder(user.disk, user.box("Archive/2026"), false));
}

TEST_CASE("a half-made folder is completed") {
  User user;
  REQUIRE(open_folder(user.disk, user.box("INBOX"), false));
  ::mkdir((user.folder / "home/Maildir/.A").c_str(), 0700);
  REQUIRE(open_folder(user.disk, user.box("A"), false));
  CHECK(user.mode("home/Maildir/.A/tmp") == 0700);
}

TEST_CASE("a root with the set-group-id bit shares with its group") {
  User user;
  REQUIRE(open_folder(user.disk, user.box("INBOX"), false));
  ::chmod(user.location.root.c_str(), 02770);
  const auto opened = open_folder(user.disk, user.box("Shared"), true);
  REQUIRE(opened);
  CHECK(opened->permissions.file == 0660);
  CHECK((user.mode("home/Maildir/.Shared/new") & 0777) == 0770);
  CHECK(user.mode("home/Maildir/.Shared/maildirfolder") == 0660);
}

TEST_CASE("a link in place of a folder is not followed") {
  User user;
  const test::TemporaryFolder elsewhere;
  REQUIRE(open_folder(user.disk, user.box("INBOX"), false));
  ::symlink(elsewhere.path().c_str(), (user.folder / "home/Maildir/.Evil").c_str());
  CHECK_FALSE(open_folder(user.disk, user.box("Evil"), true));
  CHECK(::access((elsewhere / "new").c_str(), F_OK) != 0);
}

TEST_CASE("LAYOUT=fs makes every level") {
  User user;
  user.location.layout = maildir::Layout::fs;
  REQUIRE(open_folder(user.disk, user.box("a/b"), true));
  CHECK(user.mode("home/Maildir/a/b/cur") == 0700);
}

TEST_CASE("keywords lie in the control directory") {
  User user;
  user.location.control = user.folder / "ctl";
  REQUIRE(lmtp::maildir::open_control(user.disk, user.location, user.box("A")));
  CHECK(user.mode("ctl/.A") == 0700);
}
