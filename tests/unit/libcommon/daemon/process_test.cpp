// SPDX-License-Identifier: MIT
#include "libcommon/daemon/process.hpp"

#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;

TEST_CASE("a pid file holds the pid and a newline") {
  test::TemporaryFolder folder;
  REQUIRE(daemon::write_pid_file(folder / "pid"));
  CHECK(test::TemporaryFolder::read(folder / "pid") == std::to_string(::getpid()) + "\n");
  folder.write("long", "1234567890 and more\n");
  REQUIRE(daemon::write_pid_file(folder / "long"));
  CHECK(test::TemporaryFolder::read(folder / "long") == std::to_string(::getpid()) + "\n");
}

TEST_CASE("a pid file is never written through a link") {
  test::TemporaryFolder folder;
  folder.write("target", "precious");
  REQUIRE(::symlink((folder / "target").c_str(), (folder / "pid").c_str()) == 0);
  CHECK_FALSE(daemon::write_pid_file(folder / "pid").has_value());
  CHECK(test::TemporaryFolder::read(folder / "target") == "precious");
}

TEST_CASE("memory and descriptors are more than nothing") {
  CHECK(daemon::resident_bytes() > 100'000);
  CHECK(daemon::open_descriptors() >= 3);
}
