// SPDX-License-Identifier: MIT
// The command line of Postgrey 1.37; the error texts were recorded from it (Debian 12).
#include "policy/greylist/postgrey_options.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::policy::greylist;
using Words = std::vector<std::string>;

namespace {

PostgreyOptions parsed(const Words& words) {
  auto options = parse_postgrey(words);
  REQUIRE(options);
  return std::move(*options);
}

std::string problem(const Words& words) {
  const auto options = parse_postgrey(words);
  return options ? "" : options.error().detail;
}

}  // namespace

TEST_CASE("Debian's and Arch's start lines of the how-to") {
  const auto debian =
      parsed({"--unix=/var/spool/postfix/postgrey/postgrey.socket", "--delay=60",
              "--greylist-text=This mail has been temporarily rejected (graylisted). Try again in %s "
              "seconds"});
  CHECK(debian.unix_paths == Words{"/var/spool/postfix/postgrey/postgrey.socket"});
  CHECK(debian.settings.delay == std::chrono::seconds(60));
  CHECK(debian.settings.text.ends_with("in %s seconds"));
  CHECK_FALSE(debian.daemonize);
  const auto arch = parsed({"--unix=/var/spool/postfix/postgrey/postgrey.socket", "--delay=60",
                            "--pidfile=/run/postgrey/postgrey.pid", "--group=postgrey", "--user=postgrey",
                            "--daemonize", "--greylist-text=Greylisted for %s seconds"});
  CHECK(arch.daemonize);
  CHECK(arch.pid_file == "/run/postgrey/postgrey.pid");
  CHECK(arch.user == "postgrey");
  CHECK(arch.group == "postgrey");
}

TEST_CASE("without options the defaults are Postgrey's") {
  const auto options = parsed({"-i", "10023"});
  CHECK(options.inet == Words{"10023"});
  CHECK(options.socket_mode == 0666);
  CHECK(options.settings.delay == std::chrono::seconds(300));
  CHECK(options.settings.max_age == std::chrono::hours(35 * 24));
  CHECK(options.settings.retry_window == std::chrono::hours(48));
  CHECK(options.settings.awl_threshold == 5);
  CHECK(options.settings.client_lists == installed_defaults().client_lists);
  CHECK(options.settings.recipient_lists == installed_defaults().recipient_lists);
  CHECK(options.settings.database == installed_defaults().dbdir + "/dovetail-greylist.db");
  CHECK(options.user == installed_defaults().user);
}

TEST_CASE("every option") {
  const auto o = parsed({"-v",
                         "-q",
                         "-d",
                         "-u",
                         "/s",
                         "--socketmode=0660",
                         "--inet=127.0.0.1:10023",
                         "--user=u",
                         "--group",
                         "g",
                         "--dbdir=/db",
                         "--max-age=7",
                         "--retry-window=6H",
                         "--greylist-action=450",
                         "--lookup-by-subnet",
                         "--lookup-by-host",
                         "--ipv4cidr=20",
                         "--ipv6cidr=48",
                         "--privacy",
                         "--hostname=mx",
                         "--exim",
                         "--whitelist-clients=/a",
                         "--whitelist-clients=/b",
                         "--whitelist-recipients=/c",
                         "--auto-whitelist-clients=3",
                         "--listen-queue-size=5000",
                         "--x-greylist-header=X: %t",
                         "--syslogfacility=local1",
                         "--pidfile=/p"});
  CHECK(o.settings.verbose);
  CHECK(o.settings.quiet);
  CHECK(o.daemonize);
  CHECK(o.unix_paths == Words{"/s"});
  CHECK(o.inet == Words{"127.0.0.1:10023"});
  CHECK(o.socket_mode == 0660);
  CHECK(o.user == "u");
  CHECK(o.group == "g");
  CHECK(o.settings.database == "/db/dovetail-greylist.db");
  CHECK(o.settings.max_age == std::chrono::hours(7 * 24));
  CHECK(o.settings.retry_window == std::chrono::hours(6));
  CHECK(o.settings.action == "450");
  CHECK(o.settings.lookup_by_host);
  CHECK(o.settings.ipv4_prefix == 20);
  CHECK(o.settings.ipv6_prefix == 48);
  CHECK(o.settings.privacy);
  CHECK(o.settings.hostname == "mx");
  CHECK(o.settings.exim);
  CHECK(o.settings.client_lists == Words{"/a", "/b"});
  CHECK(o.settings.recipient_lists == Words{"/c"});
  CHECK(o.settings.awl_threshold == 3);
  CHECK(o.listen_queue == 999);
  CHECK(o.settings.header == "X: %t");
  CHECK(o.facility == "local1");
  CHECK(o.pid_file == "/p");
}

TEST_CASE("0 counts as not given, but for the auto-whitelist") {
  const auto o = parsed({"--inet=1", "--delay=0", "--max-age=0", "--ipv4cidr=0", "--user=0", "--group=0",
                         "--auto-whitelist-clients=0"});
  CHECK(o.settings.delay == std::chrono::seconds(300));
  CHECK(o.settings.max_age == std::chrono::hours(35 * 24));
  CHECK(o.settings.ipv4_prefix == 24);
  CHECK(o.user == installed_defaults().user);
  CHECK(o.settings.awl_threshold == 0);
}

TEST_CASE("the auto-whitelist's value may be left out") {
  CHECK(parsed({"--auto-whitelist-clients", "--inet=1"}).settings.awl_threshold == 5);
  CHECK(parsed({"--auto-whitelist-clients", "2", "--inet=1"}).settings.awl_threshold == 2);
}

TEST_CASE("usage errors are Postgrey's") {
  CHECK(problem({}) == "ERROR: --unix or --inet must be specified");
  CHECK(problem({"--delay=5"}) == "ERROR: --unix or --inet must be specified");
  CHECK(problem({"--foo"}) == "Unknown option: foo");
  CHECK(problem({"--dela=3"}) == "Unknown option: dela");
  CHECK(problem({"--Delay=3"}) == "Unknown option: Delay");
  CHECK(problem({"-i10023"}) == "Unknown option: i10023");
  CHECK(problem({"-vq"}) == "Unknown option: vq");
  CHECK(problem({"--delay"}) == "Option delay requires an argument");
  CHECK(problem({"--unix"}) == "Option unix requires an argument");
  CHECK(problem({"--unix", "--inet=1"}) == "Value \"--inet=1\" invalid for option unix");  // "Insecure filename"
  CHECK(problem({"--delay", "--quiet"}) == "Value \"--quiet\" invalid for option delay (number expected)");
  CHECK(problem({"--privacy=1"}) == "Option privacy does not take an argument");
  CHECK(problem({"--delay=abc"}) == "Value \"abc\" invalid for option delay (number expected)");
  CHECK(problem({"-n"}) == "ERROR: don't know how to \"no-action\".");
  CHECK(problem({"--noaction"}) == "ERROR: don't know how to \"no-action\".");
  CHECK(problem({"--no-action"}) == "ERROR: don't know how to \"no-action\".");
  CHECK(problem({"--retry-window=5x", "--inet=1"}).starts_with("ERROR: --retry-window must be either"));
  CHECK(problem({"--retry-window=-5", "--inet=1"}).starts_with("ERROR: --retry-window must be either"));
  CHECK(problem({"--socketmode=9", "--inet=1"}) == "Value \"9\" invalid for option socketmode");
}

TEST_CASE("a value may look like an option") {
  CHECK(parsed({"--inet=1", "--greylist-text", "-wait %s"}).settings.text == "-wait %s");
  const auto o = parsed({"--inet=1", "--greylist-text", "--quiet", "--hostname", "--", "--delay=7"});
  CHECK(o.settings.text == "--quiet");
  CHECK_FALSE(o.settings.quiet);
  CHECK(o.settings.hostname == "--");
  CHECK(o.settings.delay == std::chrono::seconds(7));
  CHECK(parsed({"--inet=1", "--auto-whitelist-clients", "--quiet"}).settings.quiet);  // it need not have one
}

TEST_CASE("the first word that is no option ends them") {
  const auto o = parsed({"--inet=1", "word", "--delay=5", "--nonsense"});
  CHECK(o.settings.delay == std::chrono::seconds(300));
  CHECK(parsed({"--inet=1", "--", "--nonsense"}).inet.size() == 1);
}

TEST_CASE("several listeners") {
  const auto o = parsed({"--inet=1", "--unix=/a", "-i", "host:2", "-u", "/b"});
  CHECK(o.inet == Words{"1", "host:2"});
  CHECK(o.unix_paths == Words{"/a", "/b"});
}

TEST_CASE("help, manual and version need no listener") {
  CHECK(parsed({"--help"}).action == PostgreyOptions::Action::help);
  CHECK(parsed({"-h"}).action == PostgreyOptions::Action::help);
  CHECK(parsed({"--man"}).action == PostgreyOptions::Action::manual);
  CHECK(parsed({"--version"}).action == PostgreyOptions::Action::version);
}

TEST_CASE("Postgrey's command line is recognised by its listeners") {
  CHECK(looks_like_postgrey(Words{"--delay=5", "--inet=1"}));
  CHECK(looks_like_postgrey(Words{"-u", "/s"}));
  CHECK_FALSE(looks_like_postgrey(Words{"-c", "/etc/dovetail.conf", "--delay=60"}));
}

TEST_CASE("the help names every option") {
  const std::string help = postgrey_help();
  for (const auto& option : setting_options()) {
    INFO(option.name);
    CHECK(help.find(std::string("--") + option.name) != std::string::npos);
  }
}

TEST_CASE("single options may be laid over a configuration") {
  Settings settings;
  CHECK(apply_postgrey_option(settings, "delay", "60"));
  CHECK(settings.delay == std::chrono::seconds(60));
  CHECK_FALSE(apply_postgrey_option(settings, "delay", "x"));
  CHECK_FALSE(apply_postgrey_option(settings, "unix", "/s"));
}
