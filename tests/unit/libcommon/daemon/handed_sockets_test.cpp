// SPDX-License-Identifier: MIT
#include <cstdlib>

#include <unistd.h>

#include "libcommon/daemon/listeners.hpp"
#include "libcommon/event/listen.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using Kind = config::Listener::Kind;

namespace {

config::Listener unix_block(const std::string& service, const std::string& name, const std::string& path) {
  config::Listener block;
  block.service = service;
  block.name = name;
  block.path = path;
  block.type = "type of " + name;
  return block;
}

std::vector<daemon::Listener> matched(event::UniqueFd fd, std::string name,
                                      const std::vector<config::Listener>& blocks) {
  std::vector<daemon::HandedSocket> sockets;
  sockets.push_back({std::move(fd), std::move(name)});
  return daemon::match_handed(std::move(sockets), blocks);
}

}  // namespace

TEST_CASE("a handed-over socket belongs to the block of its path, whatever its name") {
  test::TemporaryFolder folder;
  const auto found =
      matched(std::move(*event::listen_unix({folder / "a", 0600, {}, {}})), "two",
              {unix_block("auth", "two", folder / "b"), unix_block("auth", "one", folder / "a")});
  REQUIRE(found.size() == 1);
  CHECK(found[0].spec.name == "one");
  CHECK(found[0].handed_over);
}

TEST_CASE("else to the block of its name: whole, last part, or with its service") {
  test::TemporaryFolder folder;
  const std::vector<config::Listener> blocks = {
      unix_block("auth", "/spool/private/auth", "/spool/private/auth"),
      unix_block("lmtp", "lmtp", "/run/lmtp")};
  int number = 0;
  const auto block_of = [&](const std::string& name) {
    const std::string path = folder / std::to_string(++number);
    return matched(std::move(*event::listen_unix({path, 0600, {}, {}})), name, blocks)[0].spec.type;
  };
  CHECK(block_of("auth") == "type of /spool/private/auth");
  CHECK(block_of("lmtp") == "type of lmtp");
  CHECK(block_of("lmtp-lmtp") == "type of lmtp");
  CHECK(block_of("other").empty());
  CHECK(block_of("").empty());
}

TEST_CASE("a socket without a block keeps its name and address") {
  test::TemporaryFolder folder;
  const auto bare = matched(std::move(*event::listen_unix({folder / "x", 0600, {}, {}})), "auth-login", {});
  CHECK(bare[0].spec.name == "auth-login");
  CHECK(bare[0].spec.path == folder / "x");
  const auto inet =
      matched(std::move(*event::listen_inet(*event::SocketAddress::inet("127.0.0.1", 0))), "tcp", {});
  CHECK(inet[0].spec.kind == Kind::inet);
  CHECK(inet[0].spec.port != 0);
  CHECK(inet[0].spec.addresses == std::vector<std::string>{"127.0.0.1"});
}

TEST_CASE("an inet socket belongs to the block of its port") {
  auto fd = event::listen_inet(*event::SocketAddress::inet("127.0.0.1", 0));
  config::Listener block;
  block.kind = Kind::inet;
  block.name = "lmtp-tcp";
  block.port = matched(event::UniqueFd(::dup(fd->get())), "", {})[0].spec.port;
  CHECK(matched(std::move(*fd), "", {block})[0].spec.name == "lmtp-tcp");
}

TEST_CASE("a TCP socket under the name of a unix block is none of local processes") {
  const auto found = matched(std::move(*event::listen_inet(*event::SocketAddress::inet("127.0.0.1", 0))), "auth",
                             {unix_block("auth", "auth", "/run/auth")});
  REQUIRE(found.size() == 1);
  CHECK(found[0].spec.type == "type of auth");
  CHECK(found[0].spec.kind == Kind::inet);
  CHECK(found[0].spec.path.empty());
  CHECK(found[0].spec.port != 0);
}

TEST_CASE("a unix socket under the name of an inet block is no TCP socket") {
  test::TemporaryFolder folder;
  config::Listener block;
  block.kind = Kind::inet;
  block.name = "lmtp-tcp";
  block.port = 24;
  const auto found = matched(std::move(*event::listen_unix({folder / "x", 0600, {}, {}})), "lmtp-tcp", {block});
  CHECK(found[0].spec.kind == Kind::unix_socket);
  CHECK(found[0].spec.path == folder / "x");
}

TEST_CASE("sockets for another process, or nonsense, are not taken, and the variables go") {
  for (const char* pid : {"1", "", "x"}) {
    ::setenv("LISTEN_PID", pid, 1);
    ::setenv("LISTEN_FDS", "1", 1);
    CHECK(daemon::take_handed_sockets().empty());
    CHECK(std::getenv("LISTEN_FDS") == nullptr);
  }
  ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
  ::setenv("LISTEN_FDS", "1000000", 1);
  CHECK(daemon::take_handed_sockets().empty());
}
