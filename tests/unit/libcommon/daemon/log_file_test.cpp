// SPDX-License-Identifier: MIT
#include "libcommon/daemon/log_file.hpp"

#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;

namespace {

struct ::stat status_of(const std::string& path) {
  struct ::stat info {};
  ::lstat(path.c_str(), &info);
  return info;
}

// A folder with the file "target" and the link "log" to it.
struct Linked {
  test::TemporaryFolder folder;
  std::string target = folder.write("target", "old\n");
  std::string log = folder / "log";
  Linked() { REQUIRE(::symlink(target.c_str(), log.c_str()) == 0); }
};

}  // namespace

TEST_CASE("a new log file is its owner's alone, and is appended to") {
  test::TemporaryFolder folder;
  const std::string path = folder / "log";
  for (const char* line : {"one\n", "two\n"}) {
    const auto fd = daemon::open_log_file(path, std::nullopt);
    REQUIRE(fd);
    REQUIRE(::write(fd.get(), line, 4) == 4);
  }
  CHECK(test::TemporaryFolder::read(path) == "one\ntwo\n");
  CHECK((status_of(path).st_mode & 07777) == 0600);
}

TEST_CASE("what root makes belongs to whom the daemon becomes, what is there to whom it did") {
  if (::geteuid() != 0) {
    return;
  }
  test::TemporaryFolder folder;
  CHECK(daemon::open_log_file(folder / "new", 4711));
  CHECK(status_of(folder / "new").st_uid == 4711);
  folder.write("old", "");
  CHECK(daemon::open_log_file(folder / "old", 4711));
  CHECK(status_of(folder / "old").st_uid == 0);
}

TEST_CASE("root follows no link in a folder of somebody else's") {
  if (::geteuid() != 0) {
    return;
  }
  Linked f;
  SECTION("which belongs to another user") { REQUIRE(::chown(f.folder.path().c_str(), 4711, 0) == 0); }
  SECTION("which a group may write to") { REQUIRE(::chmod(f.folder.path().c_str(), 0770) == 0); }
  SECTION("which everybody may write to") { REQUIRE(::chmod(f.folder.path().c_str(), 01777) == 0); }
  errno = 0;
  CHECK_FALSE(daemon::open_log_file(f.log, 4711));
  CHECK(errno == ELOOP);
  CHECK(status_of(f.target).st_uid == 0);
  CHECK(daemon::open_log_file(f.target, 4711));  // a file there is as good as ever
}

TEST_CASE("a link of the administrator's is followed") {
  Linked f;
  CHECK(daemon::open_log_file(f.log, std::nullopt));
  CHECK(daemon::open_log_file("/dev/stdout", std::nullopt));
}

TEST_CASE("a link to nowhere makes no file") {
  test::TemporaryFolder folder;
  REQUIRE(::symlink((folder / "none").c_str(), (folder / "log").c_str()) == 0);
  CHECK_FALSE(daemon::open_log_file(folder / "log", std::nullopt));
  CHECK(::access((folder / "none").c_str(), F_OK) != 0);
}
