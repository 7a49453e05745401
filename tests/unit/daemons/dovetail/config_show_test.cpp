// SPDX-License-Identifier: MIT
// `dovetail config show` with names and filters; whole files are in config_commands_test.cpp.
#include "daemons/dovetail/command_line.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/daemons/dovetail/fake_console.hpp"

using namespace dovetail;

namespace {

struct World {
  test::TemporaryFolder folder;
  test::FakeConsole console;
  std::string file = folder.write("dovetail.conf",
                                  "mail_plugins = quota\ngreylist_database_password = open sesame\n"
                                  "protocol lmtp {\n  mail_plugins = $mail_plugins sieve\n}\n"
                                  "remote 192.0.2.0/24 {\n  mail_debug = yes\n}\n"
                                  "plugin {\n  sieve = ~/.dovecot.sieve\n}\n");

  int show(const std::vector<std::string>& more) {
    std::vector<std::string> words{"config", "show", "-c", file};
    words.insert(words.end(), more.begin(), more.end());
    console = {};
    return cli::run_command_line(cli::commands(), words, console);
  }
};

}  // namespace

TEST_CASE("named settings: as written, as declared, or Dovecot's default") {
  World world;
  CHECK(world.show({"mail_plugins", "plugin/sieve", "first_valid_uid", "imap_capability"}) == 0);
  CHECK(world.console.output ==
        "mail_plugins = quota\nplugin/sieve = ~/.dovecot.sieve\nfirst_valid_uid = 500\nimap_capability =\n");
  CHECK(world.show({"-v", "mail_plugins", "first_valid_uid"}) == 0);
  CHECK(world.console.output == "quota\n500\n");
}

TEST_CASE("base_dir's default depends on whose file it is") {
  World world;
  CHECK(world.show({"-v", "base_dir"}) == 0);
  CHECK(world.console.output == "/run/dovetail\n");
  world.file = world.folder.write("dovecot.conf", "");
  CHECK(world.show({"-v", "base_dir"}) == 0);
  CHECK(world.console.output == "/run/dovecot\n");
}

TEST_CASE("a filter shows what holds for such a connection") {
  World world;
  CHECK(world.show({"-f", "protocol=lmtp", "-v", "mail_plugins"}) == 0);
  CHECK(world.console.output == "quota sieve\n");
  CHECK(world.show({"-f", "remote=192.0.2.9", "-v", "mail_debug"}) == 0);
  CHECK(world.console.output == "yes\n");
  CHECK(world.show({"-f", "remote=198.51.100.9", "-v", "mail_debug"}) == 0);
  CHECK(world.console.output == "no\n");
  CHECK(world.show({"-f", "colour=red"}) == 64);
  CHECK(world.console.errors.find("protocol=, local=, remote= or lname=") != std::string::npos);
}

TEST_CASE("passwords are shown in no form") {
  World world;
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {}, {"-n"}, {"greylist_database_password"}, {"-v", "greylist_database_password"}}) {
    CHECK(world.show(words) == 0);
    CHECK(world.console.output.find("# hidden") != std::string::npos);
    CHECK(world.console.output.find("sesame") == std::string::npos);
  }
}

TEST_CASE("an unknown name is status 68, the others are shown") {
  World world;
  CHECK(world.show({"nonsense", "mail_plugins"}) == 68);
  CHECK(world.console.output == "mail_plugins = quota\n");
  CHECK(world.console.errors == "no setting nonsense\n");
}

TEST_CASE("a file that cannot be read is status 66") {
  World world;
  world.file = "/nowhere/dovetail.conf";
  CHECK(world.show({}) == 66);
  CHECK(world.console.output.empty());
}
