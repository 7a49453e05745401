// SPDX-License-Identifier: MIT
#include "lmtp/maildir/lock_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using lmtp::maildir::LockFile;

TEST_CASE("a lock holds until its owner goes") {
  const test::TemporaryFolder folder;
  maildir::SystemDisk disk;
  const auto root = disk.open_root(folder.path());
  {
    auto lock = LockFile::take(disk, *root, "x.lock");
    REQUIRE(lock);
    CHECK(test::TemporaryFolder::read(folder / "x.lock").find(std::to_string(::getpid()) + ":") == 0);
    CHECK(lock->replace("x", "content", 0600));
    CHECK(test::TemporaryFolder::read(folder / "x") == "content");
  }
  CHECK(::access((folder / "x.lock").c_str(), F_OK) != 0);
}

TEST_CASE("a lock that somebody holds is waited for, not broken") {
  const test::TemporaryFolder folder;
  folder.write("x.lock", "1:other");
  maildir::SystemDisk disk;
  const auto root = disk.open_root(folder.path());
  const auto lock = LockFile::take(disk, *root, "x.lock");
  REQUIRE_FALSE(lock);
  CHECK(lock.error().code == EAGAIN);
  CHECK(test::TemporaryFolder::read(folder / "x.lock") == "1:other");
}

TEST_CASE("a stale lock is taken over") {
  const test::TemporaryFolder folder;
  folder.write("x.lock", "1:other");
  const timespec old[2] = {{1000, 0}, {1000, 0}};
  ::utimensat(AT_FDCWD, (folder / "x.lock").c_str(), old, 0);
  maildir::SystemDisk disk;
  const auto root = disk.open_root(folder.path());
  CHECK(LockFile::take(disk, *root, "x.lock"));
}
