// SPDX-License-Identifier: MIT
#include "policy/greylist/store_lock.hpp"

#include <utility>

#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using policy::greylist::StoreLock;

TEST_CASE("one holder at a time, told in Postgrey's words") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  {
    auto first = StoreLock::take(path);
    REQUIRE(first);
    auto second = StoreLock::take(path);
    REQUIRE_FALSE(second);
    CHECK(second.error().detail.starts_with("ERROR: locked: " + path + ".lock"));
    CHECK(second.error().kind == base::ErrorKind::permanent);
    CHECK_FALSE(StoreLock::look(path));
    const StoreLock moved = std::move(*first);
    CHECK_FALSE(StoreLock::take(path));
  }
  CHECK(StoreLock::look(path));
  CHECK(StoreLock::take(path));
}

TEST_CASE("a look makes no file and keeps no lock") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  CHECK(StoreLock::look(path));
  CHECK(::access((path + ".lock").c_str(), F_OK) != 0);
  REQUIRE(StoreLock::take(path));
  CHECK(StoreLock::look(path));
  CHECK(StoreLock::take(path));
}

TEST_CASE("a folder that is not there is an error of its own") {
  auto lock = StoreLock::take("/nonexistent/g.db");
  REQUIRE_FALSE(lock);
  CHECK(lock.error().detail.starts_with("ERROR: can't open lock file: "));
}

TEST_CASE("those who share a store keep away who wants it alone, and not each other") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  {
    auto one = StoreLock::share(path);
    auto other = StoreLock::share(path);
    REQUIRE(one);
    REQUIRE(other);
    CHECK_FALSE(StoreLock::take(path));
    CHECK_FALSE(StoreLock::look(path));
  }
  const auto alone = StoreLock::take(path);
  REQUIRE(alone);
  CHECK_FALSE(StoreLock::share(path));
}
