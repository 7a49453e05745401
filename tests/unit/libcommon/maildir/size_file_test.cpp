// SPDX-License-Identifier: MIT
#include "libcommon/maildir/size_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using maildir::Access;
using maildir::Amount;
using maildir::SizeFile;

namespace {

struct Account {
  test::TemporaryFolder folder;
  maildir::SystemDisk disk;
  maildir::Location location;
  maildir::Namespace space{"", '.'};
  maildir::IsIgnored none = [](const std::string&) { return false; };
  base::WallTime now = base::SystemClock().wall();

  Account() {
    location.root = location.inbox = location.control = folder.path();
    ::mkdir((folder / "cur").c_str(), 0700);
    ::mkdir((folder / "new").c_str(), 0700);
  }
  Amount usage(const Amount& limits, Access access = Access::update) {
    SizeFile file(disk, location, space, access);
    const auto used = file.usage(limits, none, now);
    REQUIRE(used);
    return *used;
  }
  std::string content() const { return test::TemporaryFolder::read(folder / "maildirsize"); }
  void age(const char* name, long seconds) const {
    const time_t when = base::unix_seconds(now) - seconds;
    const timespec times[2] = {{when, 0}, {when, 0}};
    ::utimensat(AT_FDCWD, (folder / name).c_str(), times, 0);
  }
};

}  // namespace

TEST_CASE("a missing file is summed and written") {
  Account account;
  account.folder.write("cur/1.x,S=300:2,S", "");
  CHECK(account.usage({1000, 0}) == Amount{300, 1});
  CHECK(account.content() == "1000S\n300 1\n");
}

TEST_CASE("looking writes nothing") {
  Account account;
  account.folder.write("cur/1.x,S=300:2,S", "");
  CHECK(account.usage({1000, 0}, Access::look) == Amount{300, 1});
  CHECK(account.content().empty());
  SizeFile file(account.disk, account.location, account.space, Access::look);
  account.folder.write("maildirsize", "1000S\n0 0\n");
  CHECK(file.append({5, 1}));
  CHECK(account.content() == "1000S\n0 0\n");
}

TEST_CASE("a good file is believed") {
  Account account;
  account.folder.write("maildirsize", "1000S\n500 5\n10 1\n");
  CHECK(account.usage({1000, 0}) == Amount{510, 6});
}

TEST_CASE("other limits in the header make it new") {
  Account account;
  account.folder.write("maildirsize", "999S\n500 5\n");
  CHECK(account.usage({1000, 7}) == Amount{0, 0});
  CHECK(account.content() == "1000S,7C\n0 0\n");
}

TEST_CASE("a file that says full is checked before mail is refused") {
  Account account;
  account.folder.write("maildirsize", "1000S\n900 5\n200 1\n");
  CHECK(account.usage({1000, 0}) == Amount{0, 0});
  CHECK(account.content() == "1000S\n0 0\n");
}

TEST_CASE("a fresh recalculation that says full is believed for 15 minutes") {
  Account account;
  account.folder.write("maildirsize", "1000S\n1200 5\n");
  CHECK(account.usage({1000, 0}) == Amount{1200, 5});
  account.age("maildirsize", 16 * 60);
  CHECK(account.usage({1000, 0}) == Amount{0, 0});
}

TEST_CASE("a file of 5120 bytes starts again") {
  Account account;
  std::string content = "100000S\n";
  while (content.size() < 5120) {
    content += "1 1\n";
  }
  account.folder.write("maildirsize", content);
  CHECK(account.usage({100000, 0}) == Amount{0, 0});
  CHECK(account.content() == "100000S\n0 0\n");
}

TEST_CASE("lines are appended, and a vanished file stays away") {
  Account account;
  SizeFile file(account.disk, account.location, account.space, Access::update);
  CHECK(file.append({5, 1}));
  CHECK(account.content().empty());
  account.folder.write("maildirsize", "1000S\n0 0\n");
  CHECK(file.append({5, 1}));
  CHECK(file.append({-5, -1}));
  CHECK(account.content() == "1000S\n0 0\n5 1\n-5 -1\n");
  CHECK(file.limits_in_file() == Amount{1000, 0});
}

TEST_CASE("a link in place of the file is not followed") {
  Account account;
  account.folder.write("target", "1000S\n0 0\n");
  ::symlink("target", (account.folder / "maildirsize").c_str());
  SizeFile file(account.disk, account.location, account.space, Access::update);
  CHECK_FALSE(file.append({5, 1}));
  CHECK(account.usage({1000, 0}) == Amount{0, 0});
  CHECK(test::TemporaryFolder::read(account.folder / "target") == "1000S\n0 0\n");
}
