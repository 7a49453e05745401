// SPDX-License-Identifier: MIT
#include "lmtp/scripts/script_cache.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lmtp/sieve/extensions/all.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail::lmtp;
using namespace dovetail::lmtp::scripts;
using dovetail::test::TemporaryFolder;

namespace {

ScriptCache make_cache() {
  sieve::CompileOptions options;
  options.available = sieve::all_extensions().default_set();
  return ScriptCache(sieve::all_extensions(), options, options);
}

CachedScript get(ScriptCache& cache, const std::string& path) {
  return cache.get(**open_trusted(path), "name", true, {}).value();
}

}  // namespace

TEST_CASE("a script is compiled once while its file stays the same") {
  const TemporaryFolder folder;
  ScriptCache cache = make_cache();
  const std::string path = folder.write("a.sieve", "keep;");
  const auto first = get(cache, path);
  REQUIRE(first.script);
  CHECK(get(cache, path).script == first.script);
  CHECK(cache.size() == 1);
}

TEST_CASE("a script changed within one clock tick is seen by size, and by time") {
  const TemporaryFolder folder;
  ScriptCache cache = make_cache();
  const std::string path = folder.write("a.sieve", "keep;");
  const auto first = get(cache, path);
  folder.write("a.sieve", "discard;");
  const auto second = get(cache, path);
  CHECK(second.script != first.script);
  const timespec times[2] = {{1, 0}, {1, 1}};
  REQUIRE(utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  CHECK(get(cache, path).script != second.script);
}

TEST_CASE("mistakes are remembered, too") {
  const TemporaryFolder folder;
  ScriptCache cache = make_cache();
  const std::string path = folder.write("a.sieve", "keepp;");
  const auto broken = get(cache, path);
  CHECK_FALSE(broken.script);
  CHECK(broken.diagnostics.find("name: line 1: error: unknown command 'keepp'") == 0);
  CHECK(get(cache, path).diagnostics == broken.diagnostics);
}

TEST_CASE("a script is compiled anew when what it includes has changed") {
  const TemporaryFolder home;
  ScriptCache cache = make_cache();
  Locations locations;
  locations.home = home.path();
  locations.personal = "~/sieve";
  REQUIRE(mkdir((home / "sieve").c_str(), 0700) == 0);
  const std::string path =
      home.write("sieve/main.sieve", "require \"include\"; include :optional \"other\";");
  const auto compiled = [&] { return cache.get(**open_trusted(path), "main", true, locations).value(); };
  const auto without = compiled();
  REQUIRE(without.script);
  CHECK(compiled().script == without.script);
  home.write("sieve/other.sieve", "keep;");
  const auto with = compiled();
  CHECK(with.script != without.script);
  CHECK(compiled().script == with.script);
  home.write("sieve/other.sieve", "keepp;");
  CHECK_FALSE(compiled().script);
  CHECK(compiled().diagnostics ==
        "other: line 1: error: unknown command 'keepp' (only reported once at first occurrence).\n"
        "main: line 1: error: failed to validate included script 'other'.\n"
        "main: error: code generation failed.\n");
}

TEST_CASE("an included script is not followed through a link") {
  const TemporaryFolder home;
  ScriptCache cache = make_cache();
  Locations locations;
  locations.home = home.path();
  locations.personal = "~/sieve";
  REQUIRE(mkdir((home / "sieve").c_str(), 0700) == 0);
  REQUIRE(symlink("/etc/passwd", (home / "sieve/other.sieve").c_str()) == 0);
  const std::string path = home.write("sieve/main.sieve", "require \"include\"; include \"other\";");
  CHECK(cache.get(**open_trusted(path), "main", true, locations).value().diagnostics.find("does not exist") !=
        std::string::npos);
}
