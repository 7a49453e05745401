// SPDX-License-Identifier: MIT
#include "lmtp/scripts/script_sequence.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "lmtp/scripts/script_cache.hpp"
#include "lmtp/sieve/extensions/all.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail::lmtp;
using namespace dovetail::lmtp::scripts;
using dovetail::test::TemporaryFolder;

namespace {

struct Fixture {
  Fixture() : cache(sieve::all_extensions(), options(), options()) {
    for (const char* folder : {"home", "home/sieve", "before", "after"}) {
      mkdir((root / folder).c_str(), 0700);
    }
    locations.home = root / "home";
  }
  static sieve::CompileOptions options() {
    sieve::CompileOptions options;
    options.available = sieve::all_extensions().default_set();
    return options;
  }
  void link(const std::string& target, const std::string& name) {
    REQUIRE(symlink(target.c_str(), (root / name).c_str()) == 0);
  }
  // The names of the scripts in order; problems in brackets.
  std::string names() {
    ScriptSequence sequence(locations, cache);
    std::string out;
    while (auto item = sequence.next()) {
      std::string name = item->path.substr(item->path.rfind('/') + 1);
      if (item->problem == SequenceItem::Problem::compile) name = "[compile " + name + "]";
      if (item->problem == SequenceItem::Problem::temporary) name = "[temporary]";
      out += (out.empty() ? "" : " ") + name + (item->personal ? "*" : "");
    }
    warnings = sequence.warnings();
    return out;
  }

  TemporaryFolder root;
  ScriptCache cache;
  Locations locations;
  std::vector<std::string> warnings;
};

}  // namespace

TEST_CASE("nothing configured and nothing there: no script") {
  Fixture f;
  CHECK(f.names().empty());
  CHECK(f.warnings.empty());
  f.locations.home.clear();
  CHECK(f.names().empty());
}

TEST_CASE("the active link leads to a script of the storage") {
  Fixture f;
  f.root.write("home/sieve/main.sieve", "keep;");
  f.link("sieve/main.sieve", "home/.dovecot.sieve");
  CHECK(f.names() == "main.sieve*");
  f.locations.personal = "~/.dovecot.sieve";  // the old pair of settings
  f.locations.personal_dir = "~/sieve";
  CHECK(f.names() == "main.sieve*");
}

TEST_CASE("a plain file is the active script") {
  Fixture f;
  f.root.write("home/.dovecot.sieve", "keep;");
  CHECK(f.names() == ".dovecot.sieve*");
}

TEST_CASE("a link to outside is passed over with a word") {
  Fixture f;
  f.root.write("before/secret.sieve", "keep;");
  f.link("../before/secret.sieve", "home/.dovecot.sieve");
  CHECK(f.names().empty());
  REQUIRE(f.warnings.size() == 1);
  CHECK(f.warnings[0].find("outside of the script storage") != std::string::npos);
}

TEST_CASE("a link to a link is passed over") {
  Fixture f;
  f.link("/etc/passwd", "home/sieve/evil.sieve");
  f.link("sieve/evil.sieve", "home/.dovecot.sieve");
  CHECK(f.names().empty());
  CHECK(f.warnings.size() == 1);
}

TEST_CASE("before, personal and after run in this order, directories sorted") {
  Fixture f;
  f.root.write("before/20.sieve", "keep;");
  f.root.write("before/10.sieve", "keep;");
  f.root.write("before/ignored.txt", "keep;");
  f.root.write("after/z.sieve", "keep;");
  f.root.write("home/.dovecot.sieve", "keep;");
  f.locations.before = {f.root / "before/", f.root / "missing.sieve", f.root / "before/10.sieve"};
  f.locations.after = {f.root / "after/z.sieve"};
  CHECK(f.names() == "10.sieve 20.sieve 10.sieve .dovecot.sieve* z.sieve");
}

TEST_CASE("the default script takes the place of a missing personal one") {
  Fixture f;
  f.locations.fallback = f.root.write("after/default.sieve", "keep;");
  CHECK(f.names() == "default.sieve");
  f.root.write("home/.dovecot.sieve", "keep;");
  CHECK(f.names() == ".dovecot.sieve*");
}

TEST_CASE("a script with mistakes is an item that says so") {
  Fixture f;
  f.root.write("home/.dovecot.sieve", "keepp;");
  CHECK(f.names() == "[compile .dovecot.sieve]*");
  f.locations.enabled = false;
  CHECK(f.names().empty());
}

TEST_CASE("a home that cannot be read is temporary") {
  if (geteuid() == 0) return;  // root reads everything
  Fixture f;
  f.root.write("home/.dovecot.sieve", "keep;");
  chmod((f.root / "home").c_str(), 0000);
  CHECK(f.names() == "[temporary]*");
  chmod((f.root / "home").c_str(), 0700);
}

TEST_CASE("the user's log stands beside the script") {
  Fixture f;
  ScriptSequence before(f.locations, f.cache);
  CHECK(before.user_log() == f.root / "home/.dovecot.sieve.log");
  f.locations.user_log = "~/sieve.log";
  ScriptSequence named(f.locations, f.cache);
  CHECK(named.user_log() == f.root / "home/sieve.log");
}
