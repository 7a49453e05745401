// SPDX-License-Identifier: MIT
#include "libcommon/daemon/privileges.hpp"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libcommon/daemon/capabilities.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;

namespace {

constexpr std::uint64_t kSetPcap = std::uint64_t{1} << CAP_SETPCAP;

// Runs in a process of its own, for what cannot be undone.
template <class Call>
int in_child(Call call) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::_exit(call());
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("users and groups by name or number, with or without an account") {
  CHECK(*daemon::user_id("root") == 0);
  CHECK(*daemon::user_id("0") == 0);
  CHECK(*daemon::user_id("1234567") == 1234567);
  CHECK(*daemon::group_id("root") == 0);
  CHECK(*daemon::group_id("1234567") == 1234567);
  for (const char* wrong : {"", "no_such_account", "-1", "4294967295", "1x"}) {
    CAPTURE(wrong);
    CHECK(daemon::user_id(wrong).error().kind == base::ErrorKind::permanent);
    CHECK_FALSE(daemon::group_id(wrong).has_value());
  }
}

TEST_CASE("an empty group is the account's own, for a bare number the same number") {
  CHECK(daemon::identity_of("root", "")->gid == 0);
  CHECK(daemon::identity_of("1234567", "")->gid == 1234567);
  CHECK(daemon::identity_of("1234567", "77")->gid == 77);
  CHECK(daemon::identity_of("1234567", "77")->groups.empty());
  CHECK_FALSE(daemon::identity_of("1234567", "no_such_group").has_value());
}

TEST_CASE("root's rights are dropped for ever") {
  if (::getuid() != 0) {
    return;
  }
  CHECK(in_child([] {
          const daemon::Identity who{65534, 65534, {}, false};
          const bool dropped = daemon::become(who).has_value();
          const bool gone = ::setuid(0) != 0 && ::setgid(0) != 0 && daemon::effective_capabilities() == 0;
          return dropped && gone && ::getuid() == 65534 && ::getgroups(0, nullptr) == 0 ? 0 : 1;
        }) == 0);
}

TEST_CASE("for several mail users two capabilities stay") {
  if (::getuid() != 0) {
    return;
  }
  CHECK(in_child([] {
          const daemon::Identity who{65534, 65534, {100}, true};
          const bool dropped = daemon::become(who).has_value();
          return dropped && daemon::has_set_id_caps() &&
                         daemon::effective_capabilities() == daemon::kSetIdCapabilities && ::getuid() == 65534 &&
                         ::prctl(PR_CAPBSET_READ, CAP_SETUID, 0, 0, 0) == 0
                     ? 0
                     : 1;
        }) == 0);
}

TEST_CASE("capabilities of systemd's are cut down to two, and nothing is left that a child could get") {
  if (::getuid() != 0) {
    return;
  }
  CHECK(in_child([] {
          ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
          if (::setresuid(65534, 65534, 65534) != 0 ||
              !daemon::set_capabilities(daemon::kSetIdCapabilities | kSetPcap)) {
            return 2;
          }
          const bool kept = daemon::keep_only_set_id_caps().has_value();
          const bool bounded = ::prctl(PR_CAPBSET_READ, CAP_SETUID, 0, 0, 0) == 1 ||
                               ::prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN, 0, 0, 0) == 1;
          return kept && !bounded && daemon::effective_capabilities() == daemon::kSetIdCapabilities ? 0 : 1;
        }) == 0);
}

TEST_CASE("without the right to shrink the bounding set the rest is given up all the same") {
  if (::getuid() != 0) {
    return;
  }
  CHECK(in_child([] {
          if (!daemon::set_capabilities(daemon::kSetIdCapabilities | 1U)) {
            return 2;
          }
          return daemon::keep_only_set_id_caps().has_value() &&
                         daemon::effective_capabilities() == daemon::kSetIdCapabilities
                     ? 0
                     : 1;
        }) == 0);
}

TEST_CASE("to become root is refused") {
  if (::getuid() != 0) {
    return;
  }
  CHECK(in_child([] { return daemon::become({0, 65534, {}, false}).has_value() ? 1 : 0; }) == 0);
  CHECK(in_child([] { return daemon::become({65534, 0, {}, false}).has_value() ? 1 : 0; }) == 0);
}

TEST_CASE("who is not root stays what he is") {
  CHECK(in_child([] {
          if (::getuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) {
            return 2;
          }
          const uid_t before = ::getuid();
          return daemon::become({12345, 12345, {}, false}).has_value() && ::getuid() == before ? 0 : 1;
        }) == 0);
}
