// SPDX-License-Identifier: MIT
#include "policy/greylist/remembered_settings.hpp"

#include "policy/greylist/sqlite_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;
using namespace std::chrono_literals;

namespace {

Settings unusual() {
  Settings s;
  s.delay = 61s;
  s.retry_window = 7h;
  s.max_age = 24h * 9;
  s.lookup_by_host = s.privacy = true;
  s.ipv4_prefix = 20;
  s.ipv6_prefix = 48;
  s.awl_threshold = 0;
  s.awl_ipv4_prefix = 30;
  s.awl_ipv6_prefix = 64;
  s.client_lists = {"/a b", "/c=d"};
  s.never_awl_lists = {"/n"};
  return s;
}

}  // namespace

TEST_CASE("the daemon's settings come back as they were") {
  Settings read;
  read.client_lists = {"/default"};
  read.recipient_lists = {"/default"};
  read_settings_text(settings_text(unusual()) + "newer=1\nnonsense\ndelay=-4\n", read);
  CHECK(settings_text(read) == settings_text(unusual()));
  CHECK(read.delay == 61s);
  CHECK(read.privacy);
  CHECK(read.client_lists == std::vector<std::string>{"/a b", "/c=d"});
  CHECK(read.recipient_lists.empty());
}

TEST_CASE("they are kept in the store's file, and the latest count") {
  test::TemporaryFolder folder;
  Settings settings = unusual();
  settings.database = folder / "g.db";
  REQUIRE(SqliteStore::open(settings.database));
  REQUIRE(remember_settings(settings));
  settings.delay = 99s;
  REQUIRE(remember_settings(settings));
  REQUIRE(remember_settings(settings));
  Settings other;
  other.database = settings.database;
  recall_settings(other);
  CHECK(other.delay == 99s);
  CHECK(other.lookup_by_host);
}

TEST_CASE("a store without them, or none at all, changes nothing") {
  test::TemporaryFolder folder;
  Settings settings;
  settings.database = folder / "g.db";
  recall_settings(settings);
  CHECK(settings_text(settings) == settings_text(Settings()));
  CHECK_FALSE(remember_settings(settings));
  REQUIRE(SqliteStore::open(settings.database));
  recall_settings(settings);
  CHECK(settings_text(settings) == settings_text(Settings()));
}
