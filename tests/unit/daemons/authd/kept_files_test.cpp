// SPDX-License-Identifier: MIT
#include "daemons/authd/kept_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;

namespace {

// Somebody who may not read root's files, while it lives; only root can become that.
struct Nobody {
  Nobody() { REQUIRE(::seteuid(65534) == 0); }
  ~Nobody() { static_cast<void>(::seteuid(0)); }
};

struct World {
  World() {
    ::chmod(folder.path().c_str(), 0755);
    write("one");
  }
  void write(const char* text) {
    folder.write("secret", text);
    ::chmod(path.c_str(), 0600);
  }
  test::TemporaryFolder folder;
  const std::string path = folder / "secret";
  authd::KeptFiles files;
};

}  // namespace

TEST_CASE("Files that everybody may read are read anew") {
  World world;
  CHECK(*world.files.read(world.path, 100) == "one");
  world.write("two");
  CHECK(*world.files.read(world.path, 100) == "two");
  CHECK_FALSE(world.files.read(world.folder / "nothing", 100));
  CHECK(world.files.matches(world.folder / "s*").size() == 1);
}

TEST_CASE("After the privileges have gone, a file of root's is read by what was kept open") {
  if (::geteuid() != 0) {
    return;
  }
  World world;
  {
    const Nobody nobody;
    CHECK_FALSE(world.files.read(world.path, 100));  // never read before
  }
  CHECK(*world.files.read(world.path, 100) == "one");
  world.write("changed in place");
  {
    const Nobody nobody;
    CHECK(*world.files.read(world.path, 100) == "changed in place");
    CHECK(*world.files.read(world.path, 100) == "changed in place");
    CHECK_FALSE(world.files.read(world.path, 5));
  }
  world.folder.write("fresh", "replaced");
  ::chmod((world.folder / "fresh").c_str(), 0600);
  REQUIRE(std::rename((world.folder / "fresh").c_str(), world.path.c_str()) == 0);
  const Nobody nobody;
  const auto refused = world.files.read(world.path, 100);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().detail.find("restart to take it in") != std::string::npos);
}
