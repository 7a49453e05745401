// SPDX-License-Identifier: MIT
#include "libcommon/daemon/log_sinks.hpp"

#include <cstdio>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using base::Severity;

namespace {

struct Files {
  test::TemporaryFolder folder;
  daemon::LogSinks log;
  daemon::LogSettings settings;
  Files() {
    settings.ident = "postgrey";
    settings.log_path = folder / "main";
    settings.log_timestamp = "T ";
  }
  std::string text(const char* name) const { return test::TemporaryFolder::read(folder / name); }
};

}  // namespace

TEST_CASE("lines go to the file of their severity") {
  Files f;
  f.settings.info_log_path = f.folder / "info";
  f.settings.debug_log_path = f.folder / "debug";
  f.settings.debug = true;
  REQUIRE(f.log.configure(f.settings));
  f.log.error("e");
  f.log.warning("w");
  f.log.notice("n");
  f.log.info("i");
  f.log.debug("d");
  CHECK(f.text("main") == "T postgrey: e\nT postgrey: w\n");
  CHECK(f.text("info") == "T postgrey: n\nT postgrey: i\n");
  CHECK(f.text("debug") == "T postgrey: d\n");
}

TEST_CASE("what has no file of its own goes to the next one") {
  Files f;
  f.settings.debug = true;
  f.settings.ident = "dovecot";
  f.settings.as_dovecot = true;
  REQUIRE(f.log.configure(f.settings));
  f.log.debug("auth: d");
  f.log.error("auth: e");
  CHECK(f.text("main") == "T auth: Debug: d\nT auth: Error: e\n");
}

TEST_CASE("debug lines are dropped unless wanted") {
  Files f;
  REQUIRE(f.log.configure(f.settings));
  CHECK_FALSE(f.log.wants(Severity::debug));
  CHECK(f.log.wants(Severity::info));
  f.log.debug("d");
  CHECK(f.text("main").empty());
}

TEST_CASE("configuring again opens a rotated file anew") {
  Files f;
  REQUIRE(f.log.configure(f.settings));
  f.log.info("old");
  REQUIRE(std::rename((f.folder / "main").c_str(), (f.folder / "main.1").c_str()) == 0);
  REQUIRE(f.log.configure(f.settings));
  f.log.info("new");
  CHECK(f.text("main.1") == "T postgrey: old\n");
  CHECK(f.text("main") == "T postgrey: new\n");
}

TEST_CASE("a wrong setting leaves the old sinks in place") {
  Files f;
  REQUIRE(f.log.configure(f.settings));
  auto wrong = f.settings;
  wrong.log_path = "/nonexistent/folder/log";
  CHECK(f.log.configure(wrong).error().detail.find("/nonexistent/folder/log") != std::string::npos);
  wrong.log_path = "syslog";
  wrong.syslog_facility = "nonsense";
  CHECK(f.log.configure(wrong).error().detail.find("nonsense") != std::string::npos);
  f.log.info("still");
  CHECK(f.text("main") == "T postgrey: still\n");
}

TEST_CASE("lines that come together are whole lines in their order") {
  Files f;
  REQUIRE(f.log.configure(f.settings));
  f.log.write_all(Severity::notice, std::vector<std::string>{});
  f.log.write_all(Severity::notice, std::vector<std::string>{"one", "two\nlines", std::string(5000, 'x'), "last"});
  f.log.write_all(Severity::debug, std::vector<std::string>{"not wanted"});
  CHECK(f.text("main") ==
        "T postgrey: one\nT postgrey: two?lines\nT postgrey: " + std::string(5000, 'x') + "\nT postgrey: last\n");
}
