// SPDX-License-Identifier: MIT
#include "lmtp/scripts/directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "lmtp/scripts/limits.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail::lmtp::scripts;

TEST_CASE("the scripts of a folder come in byte order, and nothing else does") {
  const dovetail::test::TemporaryFolder folder;
  for (const char* name :
       {"b.sieve", "B.sieve", "10.sieve", "9.sieve", ".hidden.sieve", "a.sieve~", "a.svbin", ".sieve"}) {
    folder.write(name, "");
  }
  CHECK(scripts_of(folder.path()) == std::vector<std::string>{folder / "10.sieve", folder / "9.sieve",
                                                              folder / "B.sieve", folder / "b.sieve"});
}

TEST_CASE("what is no folder has no list") {
  const dovetail::test::TemporaryFolder folder;
  folder.write("file", "");
  CHECK_FALSE(scripts_of(folder / "file"));
  CHECK_FALSE(scripts_of(folder / "none"));
  CHECK(is_directory(folder.path()));
  CHECK_FALSE(is_directory(folder / "file"));
  CHECK_FALSE(is_directory(folder / "none"));
}

TEST_CASE("a folder with very many scripts gives the first ones of them all, whatever the disk's order") {
  const dovetail::test::TemporaryFolder folder;
  for (std::size_t count = 0; count < limits::kScriptsOfDirectory + 50; ++count) {
    folder.write(std::to_string(10'000 + count) + ".sieve", "");
  }
  const auto found = scripts_of(folder.path());
  REQUIRE(found);
  REQUIRE(found->size() == limits::kScriptsOfDirectory);
  CHECK(found->front() == folder / "10000.sieve");
  CHECK(found->back() == folder / (std::to_string(10'000 + limits::kScriptsOfDirectory - 1) + ".sieve"));
}
