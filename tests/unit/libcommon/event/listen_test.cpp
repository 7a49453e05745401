// SPDX-License-Identifier: MIT
#include "libcommon/event/listen.hpp"

#include <sys/stat.h>
#include <cerrno>

#include "tests/support/temporary_folder.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;

namespace {

bool connects(const std::string& path) {
  const event::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
  const auto address = event::SocketAddress::unix_path(path);
  return ::connect(fd.get(), address->native(), address->size()) == 0;
}

}  // namespace

TEST_CASE("a unix socket appears with its mode") {
  test::TemporaryFolder folder;
  const auto fd = event::listen_unix({folder / "s", 0660, {}, {}});
  REQUIRE(fd.has_value());
  struct ::stat info {};
  REQUIRE(::stat((folder / "s").c_str(), &info) == 0);
  CHECK((info.st_mode & 07777) == 0660);
  CHECK(connects(folder / "s"));
}

TEST_CASE("a socket has its mode whatever the umask, and leaves the umask") {
  test::TemporaryFolder folder;
  const mode_t before = ::umask(0077);
  const auto fd = event::listen_unix({folder / "s", 0666, {}, {}});
  CHECK(::umask(before) == 0077);
  REQUIRE(fd.has_value());
  struct ::stat info {};
  REQUIRE(::stat((folder / "s").c_str(), &info) == 0);
  CHECK((info.st_mode & 07777) == 0666);
}

TEST_CASE("owner and group are given where the process may") {
  if (::getuid() != 0) {
    return;
  }
  test::TemporaryFolder folder;
  REQUIRE(event::listen_unix({folder / "s", 0600, uid_t{12345}, gid_t{54321}}).has_value());
  struct ::stat info {};
  REQUIRE(::stat((folder / "s").c_str(), &info) == 0);
  CHECK(info.st_uid == 12345);
  CHECK(info.st_gid == 54321);
}

TEST_CASE("a dead socket file is replaced") {
  test::TemporaryFolder folder;
  { REQUIRE(event::listen_unix({folder / "s", 0600, {}, {}}).has_value()); }
  CHECK_FALSE(event::somebody_answers(folder / "s"));
  const auto second = event::listen_unix({folder / "s", 0600, {}, {}});
  REQUIRE(second.has_value());
  CHECK(connects(folder / "s"));
}

TEST_CASE("a socket on which somebody answers is left alone") {
  test::TemporaryFolder folder;
  const auto first = event::listen_unix({folder / "s", 0600, {}, {}});
  REQUIRE(first.has_value());
  const auto second = event::listen_unix({folder / "s", 0600, {}, {}});
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code == EADDRINUSE);
  CHECK(connects(folder / "s"));
}

TEST_CASE("a file that is no socket is left alone") {
  test::TemporaryFolder folder;
  folder.write("s", "precious");
  const auto fd = event::listen_unix({folder / "s", 0600, {}, {}});
  REQUIRE_FALSE(fd.has_value());
  CHECK(fd.error().code == EEXIST);
  CHECK(test::TemporaryFolder::read(folder / "s") == "precious");
}

TEST_CASE("a missing folder is an error that names the path") {
  const auto fd = event::listen_unix({"/nonexistent/folder/s", 0600, {}, {}});
  REQUIRE_FALSE(fd.has_value());
  CHECK(fd.error().detail.find("/nonexistent/folder/s") != std::string::npos);
  CHECK_FALSE(event::listen_unix({std::string(120, 'x'), 0600, {}, {}}).has_value());
}

TEST_CASE("a port in use is an error") {
  const auto first = event::listen_inet(*event::SocketAddress::inet("127.0.0.1", 0));
  REQUIRE(first.has_value());
  ::sockaddr_storage bound{};
  ::socklen_t size = sizeof bound;
  ::getsockname(first->get(), reinterpret_cast<::sockaddr*>(&bound), &size);
  const auto address = event::SocketAddress::from_native(reinterpret_cast<::sockaddr*>(&bound), size);
  const auto second = event::listen_inet(address);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code == EADDRINUSE);
}

TEST_CASE("sockets that both ask for it share a port") {
  const auto first = event::listen_inet(*event::SocketAddress::inet("127.0.0.1", 0), true);
  REQUIRE(first.has_value());
  ::sockaddr_storage bound{};
  ::socklen_t size = sizeof bound;
  ::getsockname(first->get(), reinterpret_cast<::sockaddr*>(&bound), &size);
  const auto address = event::SocketAddress::from_native(reinterpret_cast<::sockaddr*>(&bound), size);
  CHECK(event::listen_inet(address, true).has_value());
  CHECK_FALSE(event::listen_inet(address).has_value());
}
