// SPDX-License-Identifier: MIT
#include "lmtp/scripts/script_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail::lmtp::scripts;
using dovetail::base::ErrorKind;
using dovetail::test::TemporaryFolder;

TEST_CASE("a file below the home is opened without following links") {
  const TemporaryFolder home;
  mkdir((home / "sieve").c_str(), 0700);
  home.write("sieve/a.sieve", "keep;");
  const auto file = open_below(home.path(), "sieve/a.sieve");
  REQUIRE(file);
  REQUIRE(file->has_value());
  CHECK((*file)->identity.size == 5);
  CHECK(read_script(**file, 100).value() == "keep;");
  CHECK(read_script(**file, 100).value().empty());

  REQUIRE(symlink("/etc/passwd", (home / "sieve/link.sieve").c_str()) == 0);
  REQUIRE(symlink("/etc", (home / "etc").c_str()) == 0);
  REQUIRE(mkfifo((home / "sieve/pipe.sieve").c_str(), 0600) == 0);
  for (const std::string path : {"sieve/link.sieve", "sieve/pipe.sieve", "sieve", "../x", "sieve//a.sieve"}) {
    CAPTURE(path);
    const auto refused = open_below(home.path(), path);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::permanent);
  }
  const auto through_link = open_below(home.path(), "etc/passwd");
  CHECK((!through_link || !through_link->has_value()));
}

TEST_CASE("a missing file is no error") {
  const TemporaryFolder home;
  CHECK_FALSE(open_below(home.path(), "none/x.sieve").value().has_value());
  CHECK_FALSE(open_below(home / "nowhere", "x.sieve").value().has_value());
  CHECK_FALSE(open_trusted(home / "x.sieve").value().has_value());
}

TEST_CASE("reading stops one byte behind the limit") {
  const TemporaryFolder home;
  home.write("a", "0123456789");
  CHECK(read_script(**open_trusted(home / "a"), 4).value() == "01234");
  CHECK(read_script(**open_trusted(home / "a"), 0).value() == "0123456789");
}

TEST_CASE("paths are compared as text") {
  CHECK(normalized("/a//b/./c/../d/") == "/a/b/d");
  CHECK(normalized("/..") == "/");
  CHECK(below("/a", "/a/b/c") == "b/c");
  CHECK_FALSE(below("/a", "/ab").has_value());
  CHECK_FALSE(below("/a", "/a").has_value());
}
