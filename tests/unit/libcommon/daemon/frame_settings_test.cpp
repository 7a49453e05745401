// SPDX-License-Identifier: MIT
#include "libcommon/daemon/frame_settings.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("the admin socket carries the daemon's name") {
  config::CommonSettings common;
  common.admin_socket = "/x/%{name}";
  CHECK(daemon::frame_settings(common, "policyd", "postgrey").admin_socket == "/x/policyd");
  common.admin_socket = "";
  CHECK(daemon::frame_settings(common, "policyd", "postgrey").admin_socket.empty());
}

TEST_CASE("the ident is the file's, or else the daemon's own") {
  config::CommonSettings common;
  CHECK(daemon::frame_settings(common, "policyd", "postgrey").log.ident == "postgrey");
  common.log_ident = "grey";
  CHECK(daemon::frame_settings(common, "policyd", "postgrey").log.ident == "grey");
}

TEST_CASE("either debug setting wants debug lines") {
  config::CommonSettings common;
  CHECK_FALSE(daemon::frame_settings(common, "x", "x").log.debug);
  common.auth_debug = true;
  CHECK(daemon::frame_settings(common, "x", "x").log.debug);
}
