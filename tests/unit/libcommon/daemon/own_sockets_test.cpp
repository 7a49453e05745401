// SPDX-License-Identifier: MIT
#include <sys/stat.h>

#include "libcommon/daemon/listeners.hpp"
#include "libcommon/event/listen.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using Kind = config::Listener::Kind;

namespace {

config::Listener block(const std::string& path, unsigned mode = 0660) {
  config::Listener made;
  made.path = path;
  made.mode = mode;
  made.where = {"dovetail.conf", 7};
  return made;
}

}  // namespace

TEST_CASE("blocks with a mode are opened, the others not") {
  test::TemporaryFolder folder;
  config::Findings findings;
  const auto open = daemon::open_listeners({block(folder / "a"), block(folder / "b", 0)}, findings);
  REQUIRE(open.size() == 1);
  CHECK(open[0].spec.path == folder / "a");
  CHECK_FALSE(open[0].handed_over);
  CHECK_FALSE(findings.has_errors());
}

TEST_CASE("every listener that cannot be opened is a finding at its line") {
  test::TemporaryFolder folder;
  const auto busy = event::listen_unix({folder / "busy", 0600, {}, {}});
  auto wrong_user = block(folder / "u");
  wrong_user.user = "no_such_user";
  auto wrong_group = block(folder / "g");
  wrong_group.group = "no_such_group";
  config::Findings findings;
  CHECK(daemon::open_listeners({block(folder / "busy"), block("/nonexistent/x"), wrong_user, wrong_group},
                               findings)
            .empty());
  CHECK(findings.errors() == 4);
  std::string text;
  for (const auto& one : findings.sorted()) {
    text += config::to_string(one) + "\n";
  }
  CHECK(text.find("dovetail.conf:7") != text.npos);
  CHECK(text.find("dovetail systemd sockets") != text.npos);
  CHECK(text.find("no_such_user") != text.npos);
  CHECK(text.find("no_such_group") != text.npos);
}

TEST_CASE("an inet block is opened on each of its addresses") {
  config::Listener inet;
  inet.kind = Kind::inet;
  inet.addresses = {"127.0.0.1", "127.0.0.2"};
  {
    config::Findings findings;
    const auto probe = event::listen_inet(*event::SocketAddress::inet("127.0.0.1", 0));
    ::sockaddr_storage bound{};
    ::socklen_t size = sizeof bound;
    ::getsockname(probe->get(), reinterpret_cast<::sockaddr*>(&bound), &size);
    inet.port = event::SocketAddress::from_native(reinterpret_cast<::sockaddr*>(&bound), size).port();
  }
  config::Findings findings;
  const auto open = daemon::open_listeners({inet}, findings);
  REQUIRE(open.size() == 2);
  CHECK(daemon::to_string(open[1].spec) == "inet:127.0.0.2:" + std::to_string(inet.port));
  CHECK(daemon::open_listeners({inet}, findings).empty());  // in use now
  CHECK(findings.errors() == 2);
}

TEST_CASE("a listener is named in messages as one writes it") {
  CHECK(daemon::to_string(block("/x")) == "unix:/x");
}
