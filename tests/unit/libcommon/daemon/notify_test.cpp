// SPDX-License-Identifier: MIT
#include "libcommon/daemon/notify.hpp"

#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "libcommon/event/socket_address.hpp"
#include "libcommon/event/unique_fd.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;

namespace {

struct Manager {
  test::TemporaryFolder folder;
  event::UniqueFd fd{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  Manager() {
    const auto address = event::SocketAddress::unix_path(folder / "n");
    REQUIRE(::bind(fd.get(), address->native(), address->size()) == 0);
    ::setenv("NOTIFY_SOCKET", (folder / "n").c_str(), 1);
  }
  std::string message() const {
    char text[1000];
    const ssize_t size = ::recv(fd.get(), text, sizeof text, 0);
    return size < 0 ? "" : std::string(text, static_cast<std::size_t>(size));
  }
};

}  // namespace

TEST_CASE("the service manager is told what sd_notify(3) says") {
  Manager manager;
  daemon::Notifier notifier;
  CHECK(std::getenv("NOTIFY_SOCKET") == nullptr);  // no child shall see it
  notifier.ready();
  CHECK(manager.message() == "READY=1");
  notifier.stopping();
  CHECK(manager.message() == "STOPPING=1");
  notifier.status("all\nwell");
  CHECK(manager.message() == "STATUS=all?well");
  notifier.watchdog();
  CHECK(manager.message() == "WATCHDOG=1");
  notifier.reloading();
  CHECK(manager.message().starts_with("RELOADING=1\nMONOTONIC_USEC="));
}

TEST_CASE("a name in the abstract space works too") {
  event::UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const std::string name = "dovetail-notify-test-" + std::to_string(::getpid());
  ::sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  const auto size = static_cast<::socklen_t>(offsetof(::sockaddr_un, sun_path) + 1 + name.size());
  REQUIRE(::bind(fd.get(), reinterpret_cast<::sockaddr*>(&address), size) == 0);
  ::setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
  daemon::Notifier notifier;
  notifier.ready();
  char text[100];
  CHECK(::recv(fd.get(), text, sizeof text, MSG_DONTWAIT) == 7);
}

TEST_CASE("the watchdog wants a sign twice as often as it looks") {
  ::setenv("WATCHDOG_USEC", "30000000", 1);
  CHECK(daemon::Notifier().watchdog_interval() == std::chrono::milliseconds(15000));
  ::setenv("WATCHDOG_USEC", "30000000", 1);
  ::setenv("WATCHDOG_PID", "1", 1);  // somebody else's
  CHECK_FALSE(daemon::Notifier().watchdog_interval());
  CHECK_FALSE(daemon::Notifier().watchdog_interval());
}

TEST_CASE("without a service manager nothing is sent and nothing breaks") {
  const Manager manager;
  ::unsetenv("NOTIFY_SOCKET");
  daemon::Notifier notifier;
  notifier.ready();
  CHECK(manager.message().empty());
  ::setenv("NOTIFY_SOCKET", std::string(300, 'x').c_str(), 1);  // no socket address holds it
  daemon::Notifier impossible;
  impossible.ready();
  CHECK(manager.message().empty());
  CHECK(std::getenv("NOTIFY_SOCKET") == nullptr);
}
