// SPDX-License-Identifier: MIT
#include "daemons/dovetail/config_commands.hpp"

#include "daemons/dovetail/command_line.hpp"
#include "daemons/dovetail/config_file.hpp"
#include "libcommon/config/known_names.hpp"
#include "libcommon/config/show.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/daemons/dovetail/fake_console.hpp"

using namespace dovetail;

namespace {

struct Run {
  Run(const std::string& command, const std::string& file, const std::string& option = {}) {
    std::vector<std::string> words{"config", command, "-c", file};
    if (!option.empty()) {
      words.push_back(option);
    }
    status = cli::run_command_line(cli::commands(), words, console);
  }
  bool says(const std::string& part) const { return console.output.find(part) != std::string::npos; }
  test::FakeConsole console;
  int status = 0;
};

}  // namespace

TEST_CASE("config check: a sound file is status 0 and lists its listeners") {
  const test::TemporaryFolder folder;
  const std::string file = folder.write(
      "dovetail.conf",
      "base_dir = /run/x\nservice lmtp {\n unix_listener lmtp {\n }\n inet_listener l {\n port = 24\n }\n"
      " unix_listener /off {\n  mode = 0\n }\n}\n");
  const Run run("check", file);
  CHECK(run.status == 0);
  CHECK(run.says("service lmtp: /run/x/lmtp\n"));
  CHECK(run.says("service lmtp: port 24\n"));
  CHECK(run.says("service lmtp: /off (mode 0"));
  CHECK(run.says("1 file read, no errors"));
  CHECK(Run("check", file, "-q").console.output.empty());
}

TEST_CASE("config check: all problems in one run, each once, status 78") {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("dovetail.conf",
                                        "bas_dir = /x\nfirst_valid_uid = -1\nmail_debug = on\n"
                                        "protocol lmtp {\n mail_plugins = zlib\n}\nservice lmtp {\n");
  const Run run("check", file, "--quiet");
  CHECK(run.status == 78);
  CHECK(run.says(file + ":1: error: Unknown setting: bas_dir (did you mean base_dir?)\n"));
  CHECK(run.says(":2: error: first_valid_uid: Number too small: -1\n"));
  CHECK(run.says(":3: error: mail_debug: Invalid boolean value: on"));
  CHECK(run.says(":5: error: Not supported: compression of stored mails (zlib)"));
  CHECK(run.says(":7: error: Missing '}'"));
  CHECK(std::count(run.console.output.begin(), run.console.output.end(), '\n') == 5);
}

TEST_CASE("config check: a file that is not there is status 66") {
  const Run run("check", "/nowhere/dovetail.conf");
  CHECK(run.status == 66);
  CHECK(run.says("/nowhere/dovetail.conf: error: cannot read /nowhere/dovetail.conf: No such file"));
}

TEST_CASE("config show prints what holds, and can be read back") {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("dovecot.conf", "base_dir = /run/x\nsyslog_facility = mail\n");
  CHECK(Run("show", file, "-n").console.output == "base_dir = /run/x\n");
  const Run all("show", file);
  CHECK(all.status == 0);
  CHECK(all.says("syslog_facility = mail\n"));
  const std::string again = folder.write("again.conf", all.console.output);
  CHECK(Run("show", again).console.output == all.console.output);
}

TEST_CASE("config show of a broken file shows nothing") {
  const test::TemporaryFolder folder;
  const Run run("show", folder.write("dovetail.conf", "service a {\n"));
  CHECK(run.status == 78);
  CHECK(run.console.output.empty());
  CHECK(run.console.errors.find("Missing '}'") != std::string::npos);
}

TEST_CASE("every declared setting is a known name without its table") {
  const std::vector<const config::SchemaBase*> none;
  const config::KnownNames known(none);
  for (const config::SchemaBase* schema : cli::all_schemas()) {
    for (const auto* declared : schema->declared()) {
      const bool plugin = declared->name.starts_with("plugin/");
      const std::string section = plugin ? "plugin" : schema->section_type();
      const std::string key = plugin ? declared->name.substr(7) : declared->name;
      INFO("run packaging/scripts/update_generated.sh: " << section << " " << key);
      CHECK(known.setting(section, key) != config::Known::unknown);
      CHECK(declared->help.ends_with('.'));
    }
  }
}

TEST_CASE("the sample reads without a finding") {
  const test::TemporaryFolder folder;
  test::FakeConsole console;
  CHECK(cli::run_command_line(cli::commands(), {"config", "sample"}, console) == 0);
  const Run run("check", folder.write("dovetail.conf", console.output));
  CHECK(run.status == 0);
  CHECK(run.says("no errors"));
}
