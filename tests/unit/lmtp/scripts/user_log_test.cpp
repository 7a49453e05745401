// SPDX-License-Identifier: MIT
#include "lmtp/scripts/user_log.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail::lmtp::scripts;
using dovetail::base::from_unix_seconds;
using dovetail::test::TemporaryFolder;

namespace {

const auto kNow = from_unix_seconds(1795370400);  // 2026-11-22 18:00:00 UTC

}  // namespace

TEST_CASE("the log begins with its time and grows") {
  const TemporaryFolder folder;
  const std::string path = folder / "user.log";
  REQUIRE(append_user_log(path, "sieve: one\n", kNow, 0));
  REQUIRE(append_user_log(path, "sieve: two\n", kNow, 0));
  CHECK(folder.read(path) == "sieve: info: started log at Nov 22 18:00:00.\nsieve: one\nsieve: two\n");
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a full log is put aside") {
  const TemporaryFolder folder;
  const std::string path = folder / "user.log";
  REQUIRE(append_user_log(path, std::string(11'000, 'x') + "\n", kNow, 0));
  REQUIRE(append_user_log(path, "new\n", kNow, 60));
  CHECK(folder.read(path) == "sieve: info: started log at Nov 22 19:00:00.\nnew\n");
  CHECK(folder.read(path + ".0").size() > 11'000);
}

TEST_CASE("a planted link is not written through") {
  const TemporaryFolder folder;
  folder.write("victim", "");
  REQUIRE(symlink((folder / "victim").c_str(), (folder / "user.log").c_str()) == 0);
  CHECK_FALSE(append_user_log(folder / "user.log", "x\n", kNow, 0));
  CHECK(folder.read(folder / "victim").empty());
}
