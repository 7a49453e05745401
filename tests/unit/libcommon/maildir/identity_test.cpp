// SPDX-License-Identifier: MIT
#include "libcommon/maildir/identity.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <future>
#include <thread>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using maildir::ActAs;
using maildir::UserIds;

TEST_CASE("acting as oneself switches nothing") {
  CHECK(ActAs::user({::geteuid(), ::getegid(), {}}));
}

TEST_CASE("files belong to the user, in this thread alone, and only for as long as asked") {
  if (::geteuid() != 0) {
    WARN("needs root: not run");
    return;
  }
  const test::TemporaryFolder folder;
  ::chmod(folder.path().c_str(), 0777);
  const auto owner = [&](const char* name) {
    folder.write(name, "x");
    struct stat status {};
    ::stat((folder / name).c_str(), &status);
    return std::pair(status.st_uid, status.st_gid);
  };
  std::promise<void> acts;
  std::pair<uid_t, gid_t> others{1, 1};
  std::thread other([&] {  // started before: a new thread inherits its maker's ids
    acts.get_future().wait();
    others = owner("b");
  });
  {
    const auto acting = ActAs::user({12345, 23456, {34567}});
    REQUIRE(acting);
    CHECK(owner("a") == std::pair<uid_t, gid_t>(12345, 23456));
    acts.set_value();
    other.join();
    CHECK(others == std::pair<uid_t, gid_t>(0, 0));
    CHECK(::geteuid() == 0);
  }
  CHECK(owner("c") == std::pair<uid_t, gid_t>(0, 0));
}
