// SPDX-License-Identifier: MIT
#include "lmtp/scripts/personal_script.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail::lmtp::scripts;

namespace {

struct Home {
  dovetail::test::TemporaryFolder root;
  Locations locations;

  Home() {
    for (const char* folder : {"home", "home/sieve", "elsewhere"}) {
      ::mkdir((root / folder).c_str(), 0700);
    }
    locations.home = root / "home";
  }
  void link(const std::string& target, const char* name) {
    REQUIRE(::symlink(target.c_str(), (root / name).c_str()) == 0);
  }
  PersonalScript find() {
    auto found = find_personal_script(locations);
    REQUIRE(found);
    return *found;
  }
};

}  // namespace

TEST_CASE("by default the active script is the link in the home, a relative one seen from its own folder") {
  Home h;
  h.link("sieve/work.sieve", "home/.dovecot.sieve");
  const PersonalScript script = h.find();
  CHECK(script.file == h.root / "home/sieve/work.sieve");
  CHECK(script.relative == "sieve/work.sieve");
  CHECK(script.log_base == h.root / "home/.dovecot.sieve");
  CHECK(script.warning.empty());
  CHECK(script_storage(h.locations) == h.root / "home/sieve");
}

TEST_CASE("without a link the path itself is the script, whether there is one or not") {
  Home h;
  CHECK(h.find().file == h.root / "home/.dovecot.sieve");
  CHECK(h.find().relative == ".dovecot.sieve");
}

TEST_CASE("where a plain file is configured there is no storage") {
  Home h;
  h.locations.personal = "~/my.sieve";
  CHECK(h.find().relative == "my.sieve");
  CHECK(script_storage(h.locations).empty());
}

TEST_CASE("one script of a storage may be named") {
  Home h;
  h.locations.personal = "file:~/sieve;name=work";
  CHECK(h.find().file == h.root / "home/sieve/work.sieve");
  CHECK(script_storage(h.locations) == h.root / "home/sieve");
}

TEST_CASE("a storage without an active link has Dovecot's") {
  Home h;
  h.locations.personal = "~/sieve";
  CHECK(h.find().file == h.root / "home/.dovecot.sieve");
}

TEST_CASE("the old form: sieve is the link, sieve_dir the storage, which may lie outside of the home") {
  Home h;
  h.locations.personal = "~/active";
  h.locations.personal_dir = h.root / "elsewhere";
  h.link(h.root / "elsewhere/a.sieve", "home/active");
  const PersonalScript script = h.find();
  CHECK(script.file == h.root / "elsewhere/a.sieve");
  CHECK_FALSE(script.relative);
  CHECK(script_storage(h.locations) == h.root / "elsewhere");
}

TEST_CASE("a link that leads out of home and storage is passed over with a word, however it is written") {
  Home h;
  const std::string target =
      GENERATE(std::string("/etc/passwd"), std::string("../elsewhere/a.sieve"),
               std::string("sieve/../../elsewhere/a.sieve"), std::string("../home2/a"));
  h.link(target, "home/.dovecot.sieve");
  const PersonalScript script = h.find();
  CHECK_FALSE(script.file);
  CHECK_FALSE(script.relative);
  CHECK(script.warning.find("outside of the script storage") != std::string::npos);
}

TEST_CASE("neither a home nor a location: no script, and no error") {
  Locations none;
  const auto script = find_personal_script(none);
  REQUIRE(script);
  CHECK_FALSE(script->file);
  CHECK(script_storage(none).empty());
}

TEST_CASE("a location that cannot be used is an error for good, not a missing script") {
  Home h;
  h.locations.personal = "ldap:x";
  const auto script = find_personal_script(h.locations);
  REQUIRE_FALSE(script);
  CHECK(script.error().kind == dovetail::base::ErrorKind::permanent);
  CHECK(script_storage(h.locations).empty());
  Locations homeless;
  homeless.personal = "~/x";
  CHECK_FALSE(find_personal_script(homeless));
}
