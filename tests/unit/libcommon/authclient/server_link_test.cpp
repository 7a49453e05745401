// SPDX-License-Identifier: MIT
#include "libcommon/authclient/server_link.hpp"

#include "tests/support/captured_log.hpp"
#include "tests/unit/libcommon/authclient/auth_server.hpp"

using namespace dovetail;

namespace {

struct Events final : authclient::ServerLink::Handler {
  void link_up() override { ++ups; }
  void link_received(std::string_view bytes) override { received += bytes; }
  void link_down(const std::string& why) override { downs.push_back(why); }
  int ups = 0;
  std::string received;
  std::vector<std::string> downs;
};

}  // namespace

TEST_CASE("a link is made when wanted, and tells when it is lost") {
  test::TemporaryFolder folder;
  event::Loop loop;
  test::CapturedLog log;
  test::AuthServer server(loop, folder / "s");
  Events events;
  authclient::ServerLink link(loop, log, folder / "s", events);
  loop.run_once(false);
  CHECK(events.ups == 0);
  link.want();
  link.want();
  REQUIRE(test::run_until(loop, [&] { return !events.received.empty(); }));
  CHECK(events.ups == 1);
  CHECK(link.up());
  server.drop_connections();
  REQUIRE(test::run_until(loop, [&] { return events.downs.size() == 1; }));
  CHECK_FALSE(link.up());
  link.want();
  REQUIRE(test::run_until(loop, [&] { return events.ups == 2; }));
}

TEST_CASE("an address that is none is told when it is wanted") {
  event::Loop loop;
  test::CapturedLog log;
  Events events;
  authclient::ServerLink link(loop, log, "unix:", events);
  link.want();
  REQUIRE(test::run_until(loop, [&] { return events.downs.size() == 1; }));
  CHECK(events.downs[0].find("unix:") != std::string::npos);
}
