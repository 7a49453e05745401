// SPDX-License-Identifier: MIT
#include "daemons/authd/token_secret.hpp"

#include <sys/stat.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;

TEST_CASE("The secret survives a restart, for its owner's eyes only") {
  const test::TemporaryFolder folder;
  const std::string file = folder / "auth-token-secret.dat";
  const std::string secret = authd::token_secret(file);
  CHECK(secret.size() == 32);
  CHECK(authd::token_secret(file) == secret);
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("A secret of the wrong length is made anew, one that cannot be kept is still one") {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("short", "abc");
  const std::string secret = authd::token_secret(file);
  CHECK(secret.size() == 32);
  CHECK(test::TemporaryFolder::read(file) == secret);
  CHECK(authd::token_secret(folder / "no/such/folder/x").size() == 32);
  CHECK(authd::token_secret(folder / "no/such/folder/x") != authd::token_secret(folder / "no/such/folder/x"));
}
