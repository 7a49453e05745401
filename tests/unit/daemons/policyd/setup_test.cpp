// SPDX-License-Identifier: MIT
#include "daemons/policyd/setup.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using policyd::Occasion;

namespace {

struct Fixture {
  test::TemporaryFolder folder;
  config::Findings findings;

  std::unique_ptr<policyd::GreylistSetup> load(const std::string& text,
                                               std::vector<std::pair<std::string, std::string>> extra = {},
                                               policyd::Reading occasion = Occasion::start) {
    daemon::Options options;
    options.config_file = folder.write("dovetail.conf", text);
    options.extra = std::move(extra);
    return policyd::setup_from_config(options, occasion, findings);
  }
};

}  // namespace

TEST_CASE("settings, listeners and fallback come from the file") {
  Fixture f;
  const auto setup = f.load(
      "greylist_delay = 60s\ngreylist_exim = yes\ngreylist_fallback = defer\npolicy_time_limit = 500 ms\n"
      "service policy {\n  user = 99\n  unix_listener /s {\n    mode = 0660\n  }\n}\n");
  CHECK_FALSE(f.findings.has_errors());
  CHECK(setup->rules->settings.delay == std::chrono::seconds(60));
  CHECK_FALSE(setup->rules->settings.hostname.empty());
  CHECK(setup->server.session.close_after_reply);
  CHECK(setup->decider.fallback == "DEFER_IF_PERMIT 4.3.0 Temporary internal error");
  CHECK(setup->decider.time_limit == std::chrono::milliseconds(500));
  CHECK(setup->frame.user == "99");
  REQUIRE(setup->frame.listeners.size() == 1);
  CHECK(setup->frame.listeners[0].path == "/s");
  CHECK(setup->frame.log.ident == "postgrey");
}

TEST_CASE("Postgrey's options on the command line win over the file") {
  Fixture f;
  const std::string list = f.folder.write("clients", "good.test\n");
  const auto setup = f.load("greylist_delay = 60s\ngreylist_whitelist_clients = /nowhere\n",
                            {{"delay", "7"}, {"whitelist-clients", list}, {"whitelist-clients", list}});
  CHECK_FALSE(f.findings.has_errors());
  CHECK(setup->rules->settings.delay == std::chrono::seconds(7));
  CHECK(setup->rules->settings.client_lists == std::vector<std::string>{list, list});
  f.load("", {{"delay", "soon"}});
  CHECK(f.findings.has_errors());
}

TEST_CASE("values that Postfix or the keys cannot take are errors") {
  for (const char* line : {"greylist_ipv4_prefix = 33", "greylist_ipv6_prefix = 129", "greylist_action = 250",
                           "greylist_auto_whitelist_ipv4_prefix = 40", "greylist_delay = later"}) {
    INFO(line);
    Fixture f;
    f.load(std::string(line) + "\n");
    CHECK(f.findings.has_errors());
  }
}

TEST_CASE("a broken list is a warning at start and an error for a reload") {
  Fixture f;
  const std::string text = "greylist_whitelist_clients = " + f.folder.write("clients", "/(/\n") + "\n";
  f.load(text);
  CHECK_FALSE(f.findings.has_errors());
  f.load(text, {}, Occasion::reload);
  CHECK(f.findings.has_errors());
}

TEST_CASE("a list that was missing already stops no reload, one that went away does") {
  Fixture f;
  const std::string text = "greylist_whitelist_recipients = " + (f.folder / "missing") + "\n";
  const auto running = f.load(text);
  CHECK_FALSE(f.findings.has_errors());
  const auto& in_force = running->rules->lists;
  f.load(text, {}, {Occasion::reload, in_force.get()});
  CHECK_FALSE(f.findings.has_errors());
  const auto findings = f.findings.sorted();
  CHECK(std::any_of(findings.begin(), findings.end(), [&](const config::Finding& one) {
    return one.text == "can't open " + (f.folder / "missing") + ": No such file or directory";
  }));
  f.load(text + "greylist_whitelist_clients = " + (f.folder / "gone") + "\n", {}, {Occasion::reload, in_force.get()});
  CHECK(f.findings.has_errors());
}

TEST_CASE("in Postgrey's place a missing list is told in Postgrey's words") {
  config::Findings findings;
  const std::vector<std::string> words{"--unix=/s", "--dbdir=/db", "--whitelist-clients=/nowhere/a",
                                       "--whitelist-recipients=/nowhere/b"};
  const auto options = policy::greylist::parse_postgrey(words);
  REQUIRE(options);
  const auto running = policyd::setup_from_postgrey(*options, Occasion::start, findings);
  CHECK(findings.sorted().empty());
  CHECK(running->list_problems == std::vector<std::string>{"can't open /nowhere/a: No such file or directory",
                                                           "can't open /nowhere/b: No such file or directory"});
  const auto again = policyd::setup_from_postgrey(*options, {Occasion::reload, running->rules->lists.get()}, findings);
  CHECK_FALSE(findings.has_errors());
  CHECK(again->list_problems == running->list_problems);
}

TEST_CASE("Postgrey's command line becomes listeners and settings") {
  config::Findings findings;
  const std::vector<std::string> words{"--unix=/s",   "--inet=10023", "--inet=[::1]:10024",
                                       "--dbdir=/db", "--user=7",     "--socketmode=0600"};
  const auto options = policy::greylist::parse_postgrey(words);
  REQUIRE(options);
  const auto setup = policyd::setup_from_postgrey(*options, Occasion::start, findings);
  CHECK_FALSE(findings.has_errors());
  REQUIRE(setup->frame.listeners.size() == 3);
  CHECK(setup->frame.listeners[0].path == "/s");
  CHECK(setup->frame.listeners[0].mode == 0600);
  CHECK(setup->frame.listeners[1].addresses == std::vector<std::string>{"localhost"});
  CHECK(setup->frame.listeners[1].port == 10023);
  CHECK(setup->frame.listeners[2].addresses == std::vector<std::string>{"::1"});
  CHECK(setup->frame.user == "7");
  CHECK(setup->frame.admin_socket == "/db/dovetail-greylist.admin");
  CHECK(setup->frame.log.log_path == "/dev/stderr");
}

TEST_CASE("a bare number as user needs no group of Dovecot's on this machine") {
  Fixture f;
  const auto setup = f.load("default_internal_user = 65534\nservice policy {\n  unix_listener /s {\n    mode = 0660\n  }\n}\n");
  CHECK(setup->frame.user == "65534");
  CHECK(setup->frame.group.empty());
}
