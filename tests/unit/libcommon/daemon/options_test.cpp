// SPDX-License-Identifier: MIT
#include "libcommon/daemon/options.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using daemon::Action;

namespace {

const daemon::ProgramInfo kProgram{.name = "testd",
                                   .summary = "Tests.",
                                   .extra = {{"service", 's', "NAME", "which service"},
                                             {"delay", 0, "SECONDS", "how long"},
                                             {"dry", 0, "", "no act"}}};

base::Result<daemon::Options> parse(std::vector<std::string> words) {
  std::vector<char*> argv;
  words.insert(words.begin(), "dovetail-testd");
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  return daemon::parse_command_line(kProgram, static_cast<int>(words.size()), argv.data());
}

}  // namespace

TEST_CASE("without options a daemon runs with its default configuration") {
  const auto options = parse({});
  REQUIRE(options.has_value());
  CHECK(options->action == Action::run);
  CHECK(options->config_file == "/etc/dovetail/dovetail.conf");
}

TEST_CASE("each common option has a long and a short form") {
  CHECK(parse({"-c", "/x"})->config_file == "/x");
  CHECK(parse({"--config=/x"})->config_file == "/x");
  CHECK(parse({"--config", "/x"})->config_file == "/x");
  CHECK(parse({"-t"})->action == Action::check);
  CHECK(parse({"--check"})->action == Action::check);
  CHECK(parse({"-n"})->action == Action::print_config);
  CHECK(parse({"--print-config"})->action == Action::print_config);
  CHECK(parse({"--version"})->action == Action::version);
  CHECK(parse({"--help"})->action == Action::help);
}

TEST_CASE("a daemon's own options are kept in order, the last value counts") {
  const auto options = parse({"--delay=5", "-s", "quota-status", "--dry", "--delay", "7"});
  REQUIRE(options.has_value());
  CHECK(options->value("delay") == "7");
  CHECK(options->value("service") == "quota-status");
  CHECK(options->value("dry") == "");
  CHECK_FALSE(options->value("none"));
  CHECK(options->extra.size() == 4);
}

TEST_CASE("usage errors name the word") {
  CHECK(parse({"--nonsense"}).error().detail.find("--nonsense") != std::string::npos);
  CHECK(parse({"-x"}).error().detail.find("-x") != std::string::npos);
  CHECK(parse({"-c"}).error().detail.find("needs an argument") != std::string::npos);
  CHECK(parse({"--delay"}).error().detail.find("--delay") != std::string::npos);
}

TEST_CASE("a configuration file without -c is no start with the default one") {
  const auto options = parse({"--dry", "/etc/dovecot/dovecot.conf"});
  REQUIRE_FALSE(options.has_value());
  CHECK(options.error().detail.find("unexpected word /etc/dovecot/dovecot.conf") != std::string::npos);
  CHECK_FALSE(parse({"--", "x"}).has_value());
  CHECK(parse({"--"}).has_value());
}

TEST_CASE("the help names every option") {
  const std::string help = daemon::help_text(kProgram);
  for (const char* part : {"--config FILE", "--check", "--print-config", "--service NAME", "--delay SECONDS",
                           "--dry", "/etc/dovetail/dovetail.conf", "Tests."}) {
    CAPTURE(part);
    CHECK(help.find(part) != help.npos);
  }
  CHECK(daemon::version_text(kProgram).starts_with("dovetail-testd "));
}
