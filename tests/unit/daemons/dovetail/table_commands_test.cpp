// SPDX-License-Identifier: MIT
#include "daemons/dovetail/table_commands.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/daemons/dovetail/fake_console.hpp"

using namespace dovetail::cli;
using dovetail::test::FakeConsole;
using dovetail::test::TemporaryFolder;

namespace {

// A configuration whose daemon does not run: tables are asked directly.
struct World {
  TemporaryFolder folder;
  FakeConsole console;
  std::string config = folder.write("d.conf", "admin_socket = " + folder.path() +
                                                  "/none\ntable alias {\n  source = inline:{u@d=box@e, @d=all@e}\n}\n"
                                                  "table passwd {\n  source = inline:{host=user:secret}\n}\n"
                                                  "table broken {\n  source = hash:/nonexistent/file\n}\n");

  int run(const Command& command, std::vector<std::string> arguments,
          std::vector<std::pair<std::string, std::string>> options = {}) {
    console.output.clear();
    console.errors.clear();
    options.emplace_back("config", config);
    return command.run(Invocation{std::move(options), std::move(arguments)}, console);
  }
};

}  // namespace

TEST_CASE("table get prints the value; its status tells the rest") {
  World world;
  CHECK(world.run(kTableGet, {"alias", "U@D"}) == kSuccess);
  CHECK(world.console.output == "box@e\n");
  CHECK(world.run(kTableGet, {"alias", "u+x@d"}) == kNotFound);
  CHECK(world.console.output.empty());
  CHECK(world.run(kTableGet, {"broken", "x"}) == kConfiguration);
  CHECK(world.run(kTableGet, {"none", "x"}) == kConfiguration);
  CHECK(world.console.errors.find("no such map none") != std::string::npos);
}

TEST_CASE("a configuration that was named and cannot be read is status 66, and no other daemon is asked") {
  World world;
  world.config = "/nowhere/dovetail.conf";
  for (const Command* command : {&kTableGet, &kTableTrace, &kTableList, &kTableFlush}) {
    CHECK(world.run(*command, {"alias", "u@d"}) == kNoInput);
    CHECK(world.console.output.empty());
    CHECK(world.console.errors.find("cannot read /nowhere/dovetail.conf") != std::string::npos);
  }
}

TEST_CASE("table trace shows each key until one answers") {
  World world;
  CHECK(world.run(kTableTrace, {"alias", "u+x@d"}) == kSuccess);
  CHECK(world.console.output == "# keys = address\nu+x@d\tNOTFOUND\nu@d\tOK box@e\n");
  CHECK(world.run(kTableTrace, {"alias", "u+x@d"}, {{"keys", "exact"}}) == kNotFound);
  CHECK(world.run(kTableTrace, {"alias", "a.b"}, {{"keys", "domain"}, {"dot-parents", ""}}) == kNotFound);
  CHECK(world.console.output == "# keys = domain\na.b\tNOTFOUND\n.b\tNOTFOUND\n");
  CHECK(world.run(kTableTrace, {"alias", "x"}, {{"keys", "other"}}) == kUsage);
  CHECK(world.run(kTableTrace, {"none", "x"}) == kConfiguration);
}

TEST_CASE("credentials are hidden in traces") {
  World world;
  CHECK(world.run(kTableTrace, {"passwd", "host"}, {{"keys", "exact"}}) == kSuccess);
  CHECK(world.console.output.find("secret") == std::string::npos);
  CHECK(world.run(kTableTrace, {"passwd", "host"}, {{"keys", "exact"}, {"show-secrets", ""}}) == kSuccess);
  CHECK(world.console.output.find("secret") != std::string::npos);
}

TEST_CASE("what needs the daemon says that it is not there") {
  World world;
  CHECK(world.run(kTableList, {}) == kUnavailable);
  CHECK(world.run(kTableFlush, {"alias"}) == kUnavailable);
  CHECK(world.console.errors.find("cannot connect to") == 0);
}

TEST_CASE("table convert reads main.cf and master.cf") {
  World world;
  const std::string main = world.folder.write("main.cf", "relay_domains = mysql:/e/r.cf\n");
  const std::string master = world.folder.write("master.cf", "smtp inet n - y - - smtpd -o relay_domains=mysql:/e/r.cf\n");
  CHECK(world.run(kTableConvert, {main, master}, {{"server-keys", ""}, {"socket", "inet:127.0.0.1:10055"}}) == kSuccess);
  CHECK(world.console.output.find("relay_domains = socketmap:inet:127.0.0.1:10055:r\n") != std::string::npos);
  CHECK(world.console.output.find("  keys = domain\n") != std::string::npos);
  CHECK(world.console.output.find("# 2 parameters change, 0 tables stay.") != std::string::npos);
  CHECK(world.run(kTableConvert, {"/nonexistent/main.cf"}) == kNoInput);
}
