// SPDX-License-Identifier: MIT
#include "libcommon/event/socket_owner.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <atomic>
#include <cerrno>
#include <thread>

#include "libcommon/event/listen.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;

namespace {

struct ::stat look(const std::string& path) {
  struct ::stat info {};
  ::lstat(path.c_str(), &info);
  return info;
}

constexpr uid_t kService = 65534;

}  // namespace

// What the folder's owner can do between bind(2) and the change of owner.
TEST_CASE("a link in the socket's place gives nobody the file behind it") {
  test::TemporaryFolder folder;
  const std::string victim = folder.write("victim", "root's");
  const struct ::stat before = look(victim);
  REQUIRE(::symlink(victim.c_str(), (folder / "s").c_str()) == 0);
  const auto given = event::give_socket_owner(folder / "s", kService, kService);
  REQUIRE_FALSE(given.has_value());
  CHECK(given.error().code == EEXIST);
  CHECK(look(victim).st_uid == before.st_uid);
  CHECK(look(victim).st_mode == before.st_mode);
}

TEST_CASE("a second name of another file gives nobody that file") {
  test::TemporaryFolder folder;
  const std::string victim = folder.write("victim", "root's");
  REQUIRE(::link(victim.c_str(), (folder / "s").c_str()) == 0);
  CHECK_FALSE(event::give_socket_owner(folder / "s", kService, kService).has_value());
  CHECK(look(victim).st_uid == ::geteuid());

  const auto other = event::listen_unix({folder / "other", 0600, {}, {}});
  REQUIRE(::link((folder / "other").c_str(), (folder / "t").c_str()) == 0);
  CHECK_FALSE(event::give_socket_owner(folder / "t", kService, kService).has_value());
  CHECK(look(folder / "other").st_uid == ::geteuid());
}

TEST_CASE("a socket that went away is an error") {
  test::TemporaryFolder folder;
  CHECK_FALSE(event::give_socket_owner(folder / "s", kService, {}).has_value());
}

// The same through the front door, against somebody who swaps all the time.
TEST_CASE("a listener in a foreign folder changes no other file's owner or mode") {
  test::TemporaryFolder folder;
  const std::string victim = folder.write("victim", "root's");
  REQUIRE(::chmod(victim.c_str(), 0600) == 0);
  const std::string path = folder / "s", link = folder / "link";
  std::atomic<bool> enough = false;
  std::thread swapper([&] {
    while (!enough) {
      static_cast<void>(::symlink(victim.c_str(), link.c_str()));
      if (look(path).st_mode != 0) static_cast<void>(::rename(link.c_str(), path.c_str()));
    }
  });
  const bool root = ::geteuid() == 0;
  for (int i = 0; i < 500; ++i) {
    event::SocketFile file{path, 0666, {}, {}};
    if (root) file.owner = file.group = kService;
    static_cast<void>(event::listen_unix(file));
    ::unlink(path.c_str());
  }
  enough = true;
  swapper.join();
  CHECK((look(victim).st_mode & 07777) == 0600);
  CHECK(look(victim).st_uid == ::geteuid());
}
