// SPDX-License-Identifier: MIT
#include "libcommon/daemon/capabilities.hpp"

#include <unistd.h>
#include <thread>

#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("capabilities belong to a thread and do not come back") {
  std::uint64_t after = 1;
  bool again = true;
  std::thread([&] {  // capset(2) changes the calling thread alone
    REQUIRE(daemon::set_capabilities(0));
    after = daemon::effective_capabilities();
    again = daemon::set_capabilities(daemon::kSetIdCapabilities);
  })
      .join();
  CHECK(after == 0);
  CHECK_FALSE(again);
  if (::getuid() == 0) {
    CHECK(daemon::effective_capabilities() != 0);
  }
}
