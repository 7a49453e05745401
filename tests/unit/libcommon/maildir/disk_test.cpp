// SPDX-License-Identifier: MIT
#include "libcommon/maildir/disk.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <set>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using maildir::SystemDisk;

TEST_CASE("a file is made, written, synced, renamed and read") {
  const test::TemporaryFolder folder;
  SystemDisk disk;
  auto root = disk.open_root(folder.path());
  REQUIRE(root);
  auto file = disk.create_file(*root, "a", 0600);
  REQUIRE(file);
  CHECK(disk.write_all(*file, "hello"));
  CHECK(disk.sync_file(*file));
  CHECK(disk.close(*std::move(file)));
  CHECK(disk.rename(*root, "a", *root, "b"));
  CHECK(disk.sync_directory(*root));
  CHECK(test::TemporaryFolder::read(folder / "b") == "hello");

  auto read = disk.open_read(*root, "b");
  REQUIRE(read);
  CHECK(*disk.read_some(*read, 3) == "hel");
  CHECK(*disk.read_some(*read, 100) == "hello");
  CHECK(disk.status(*read)->size == 5);
}

TEST_CASE("create never takes what is there") {
  const test::TemporaryFolder folder;
  folder.write("a", "x");
  SystemDisk disk;
  auto root = disk.open_root(folder.path());
  const auto again = disk.create_file(*root, "a", 0600);
  REQUIRE_FALSE(again);
  CHECK(again.error().code == EEXIST);
}

TEST_CASE("links planted in a mailbox are not followed") {
  const test::TemporaryFolder folder;
  const test::TemporaryFolder elsewhere;
  elsewhere.write("secret", "x");
  REQUIRE(::symlink(elsewhere.path().c_str(), (folder / "dir").c_str()) == 0);
  REQUIRE(::symlink((elsewhere / "secret").c_str(), (folder / "file").c_str()) == 0);
  SystemDisk disk;
  auto root = disk.open_root(folder.path());
  CHECK_FALSE(disk.open_directory(*root, "dir"));
  CHECK_FALSE(disk.open_read(*root, "file"));
  CHECK_FALSE(disk.open_append(*root, "file"));
  CHECK_FALSE(disk.create_file(*root, "file", 0600));
}

TEST_CASE("only regular files are read, and a FIFO stops nobody") {
  const test::TemporaryFolder folder;
  REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  SystemDisk disk;
  auto root = disk.open_root(folder.path());
  CHECK_FALSE(disk.open_read(*root, "fifo"));
  CHECK_FALSE(disk.open_append(*root, "fifo"));
}

TEST_CASE("modes are what was asked for, whatever the umask") {
  const test::TemporaryFolder folder;
  const mode_t old = ::umask(077);
  SystemDisk disk;
  auto root = disk.open_root(folder.path());
  CHECK(disk.make_directory(*root, "d", 0770));
  CHECK(disk.create_file(*root, "f", 0660));
  ::umask(old);
  CHECK((disk.status(*root, "d")->mode & 0777) == 0770);
  CHECK((disk.status(*root, "f")->mode & 0777) == 0660);
  CHECK(disk.status(*root, "d")->directory());
  CHECK(disk.status(*root, "f")->regular());
}

TEST_CASE("listing names everything once, more than once in a row") {
  const test::TemporaryFolder folder;
  folder.write("a", "");
  folder.write(".b", "");
  SystemDisk disk;
  auto root = disk.open_root(folder.path());
  for (int round = 0; round < 2; ++round) {
    std::set<std::string> names;
    maildir::Disk::Visit visit = [&](std::string_view name) { names.emplace(name); };
    REQUIRE(disk.list(*root, visit));
    CHECK(names == std::set<std::string>{".b", "a"});
  }
}

TEST_CASE("errors carry errno and what was tried") {
  SystemDisk disk;
  const auto missing = disk.open_root("/nonexistent/dovetail");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ENOENT);
  CHECK(missing.error().detail.find("/nonexistent/dovetail") != std::string::npos);
}
