// SPDX-License-Identifier: MIT
#include "lmtp/scripts/include_source.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail::lmtp::scripts;
using Place = dovetail::lmtp::sieve::ScriptSource::Place;

namespace {

constexpr std::size_t kLargest = 100;

struct Scripts {
  dovetail::test::TemporaryFolder root;
  Locations locations;

  Scripts() {
    for (const char* folder : {"home", "home/sieve", "home/sieve/deep", "global"}) {
      ::mkdir((root / folder).c_str(), 0700);
    }
    root.write("home/sieve/own.sieve", "keep;");
    root.write("home/secret", "password");
    root.write("global/all.sieve", "stop;");
    locations.home = root / "home";
    locations.global = root / "global";
  }
  void link(const std::string& target, const char* name) {
    REQUIRE(::symlink(target.c_str(), (root / name).c_str()) == 0);
  }
};

}  // namespace

TEST_CASE("personal and global scripts are two worlds") {
  Scripts s;
  IncludeSource source(s.locations, kLargest);
  CHECK(source.read(Place::personal, "own") == "keep;");
  CHECK(source.read(Place::global, "all") == "stop;");
  CHECK_FALSE(source.read(Place::personal, "all"));
  CHECK_FALSE(source.read(Place::global, "own"));
}

TEST_CASE("without a folder there is nothing to include") {
  Scripts s;
  s.locations.global.clear();
  s.locations.personal = "~/one.sieve";
  IncludeSource source(s.locations, kLargest);
  CHECK_FALSE(source.read(Place::global, "all"));
  CHECK_FALSE(source.read(Place::personal, "own"));
  s.locations.global = "ldap:nonsense";
  CHECK_FALSE(IncludeSource(s.locations, kLargest).read(Place::global, "all"));
}

TEST_CASE("what was asked for is remembered, found or not, as it was then") {
  Scripts s;
  IncludeSource source(s.locations, kLargest);
  source.read(Place::personal, "own");
  source.read(Place::personal, "none");
  REQUIRE(source.dependencies().size() == 2);
  CHECK(source.dependencies()[0].identity == source.identity(Place::personal, "own"));
  CHECK_FALSE(source.dependencies()[1].identity);
  s.root.write("home/sieve/own.sieve", "discard;");
  s.root.write("home/sieve/none.sieve", "");
  CHECK(source.dependencies()[0].identity != source.identity(Place::personal, "own"));
  CHECK(source.identity(Place::personal, "none"));
}

TEST_CASE("a user's links lead nowhere: not the script, not a folder on the way, not the storage") {
  Scripts s;
  s.link(s.root / "home/secret", "home/sieve/leak.sieve");
  s.link(s.root / "global", "home/sieve/away");
  IncludeSource source(s.locations, kLargest);
  CHECK_FALSE(source.read(Place::personal, "leak"));
  CHECK_FALSE(source.read(Place::personal, "away/all"));
  Scripts other;
  REQUIRE(::rename((other.root / "home/sieve").c_str(), (other.root / "home/real").c_str()) == 0);
  other.link("/etc", "home/sieve");
  CHECK_FALSE(IncludeSource(other.locations, kLargest).read(Place::personal, "passwd"));
}

TEST_CASE("a name that climbs out of the folder finds nothing") {
  Scripts s;
  s.root.write("home/out.sieve", "keep;");
  s.root.write("outside.sieve", "keep;");
  IncludeSource source(s.locations, kLargest);
  CHECK_FALSE(source.read(Place::personal, "../../outside"));
  CHECK_FALSE(source.read(Place::personal, "deep/../../../outside"));
}

TEST_CASE("pipes, folders and devices are no scripts, and do not block") {
  Scripts s;
  REQUIRE(::mkfifo((s.root / "home/sieve/pipe.sieve").c_str(), 0600) == 0);
  REQUIRE(::mkfifo((s.root / "global/pipe.sieve").c_str(), 0600) == 0);
  ::mkdir((s.root / "home/sieve/folder.sieve").c_str(), 0700);
  IncludeSource source(s.locations, kLargest);
  CHECK_FALSE(source.read(Place::personal, "pipe"));
  CHECK_FALSE(source.read(Place::global, "pipe"));
  CHECK_FALSE(source.read(Place::personal, "folder"));
}

TEST_CASE("of a large script one byte more than allowed is read, so that the compiler sees it is too large") {
  Scripts s;
  s.root.write("home/sieve/large.sieve", std::string(10 * kLargest, ' '));
  CHECK(IncludeSource(s.locations, kLargest).read(Place::personal, "large")->size() == kLargest + 1);
}
