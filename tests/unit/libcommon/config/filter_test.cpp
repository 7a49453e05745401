// SPDX-License-Identifier: MIT
#include "libcommon/config/filter.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/libcommon/config/reading.hpp"

using namespace dovetail;
using test::Reading;

namespace {

std::string of(const Reading& reading, const config::FilterContext& context, const std::string& key) {
  return config::resolve(reading.document, context).text(key, "(unset)");
}

}  // namespace

TEST_CASE("a protocol's settings hold for that protocol") {
  const Reading reading(
      "mail_plugins = quota\nprotocol lmtp {\n mail_plugins = $mail_plugins sieve\n plugin {\n  a = 1\n "
      "}\n}\n"
      "protocol !lmtp {\n hostname = other\n}\nplugin {\n a = 0\n b = 2\n}\npassdb {\n driver = x\n}\n");
  CHECK(of(reading, {.protocol = "lmtp"}, "mail_plugins") == "quota sieve");
  CHECK(of(reading, {.protocol = "lmtp"}, "plugin/a") == "1");
  CHECK(of(reading, {.protocol = "lmtp"}, "plugin/b") == "2");
  CHECK(of(reading, {.protocol = "lmtp"}, "hostname") == "(unset)");
  CHECK(of(reading, {.protocol = "imap"}, "mail_plugins") == "quota");
  CHECK(of(reading, {.protocol = "imap"}, "hostname") == "other");
  CHECK(of(reading, {}, "hostname") == "(unset)");
  const auto view = config::resolve(reading.document, {.protocol = "lmtp"});
  CHECK(view.all("passdb").size() == 1);
  CHECK(view.all("protocol").empty());
  CHECK(reading.said().empty());
}

TEST_CASE("the most specific filter wins, whatever the order") {
  const Reading reading(
      "remote 192.0.2.0/24 {\n protocol lmtp {\n  hostname = d\n }\n hostname = c\n}\n"
      "remote 192.0.2.7 {\n hostname = e\n}\nlocal 10.0.0.0/8 {\n ssl = x\n local_name a.test {\n  ssl = y\n "
      "}\n}\n"
      "local_name *.b.test {\n ssl = z\n}\n");
  CHECK(of(reading, {.remote_ip = "192.0.2.1"}, "hostname") == "c");
  CHECK(of(reading, {.protocol = "lmtp", .remote_ip = "192.0.2.1"}, "hostname") == "d");
  CHECK(of(reading, {.remote_ip = "192.0.2.7"}, "hostname") == "e");
  CHECK(of(reading, {.remote_ip = "198.51.100.1"}, "hostname") == "(unset)");
  CHECK(of(reading, {.local_ip = "10.1.2.3"}, "ssl") == "x");
  CHECK(of(reading, {.local_ip = "10.1.2.3", .local_name = "A.test"}, "ssl") == "y");
  CHECK(of(reading, {.local_name = "mail.b.test"}, "ssl") == "z");
}

// Recorded from doveconf 2.3.19.1 -f.
TEST_CASE("of equally specific filters the first one of the file wins, and is continued by its like") {
  const auto hostname = [](const std::string& text, const config::FilterContext& context) {
    const Reading reading(text);
    CHECK(reading.said().empty());
    return of(reading, context, "hostname");
  };
  const std::string wild = "local_name *.b.test {\n hostname = a\n}\n";
  const std::string exact = "local_name m.b.test {\n hostname = b\n}\n";
  CHECK(hostname(wild + exact, {.local_name = "m.b.test"}) == "a");
  CHECK(hostname(exact + wild, {.local_name = "m.b.test"}) == "b");
  CHECK(hostname(exact + "local_name m.b.test {\n hostname = c\n}\n", {.local_name = "m.b.test"}) == "c");
  const std::string no_lmtp = "protocol !lmtp {\n hostname = a\n}\n";
  const std::string imap = "protocol imap {\n hostname = b\n}\n";
  CHECK(hostname(no_lmtp + imap, {.protocol = "imap"}) == "a");
  CHECK(hostname(imap + no_lmtp, {.protocol = "imap"}) == "b");
  CHECK(hostname(imap + no_lmtp, {.protocol = "smtp"}) == "a");
  CHECK(hostname(imap + no_lmtp, {.protocol = "lmtp"}) == "(unset)");
  CHECK(hostname(imap + no_lmtp + "protocol imap {\n hostname = d\n}\n", {.protocol = "imap"}) == "d");
  const std::string no_smtp = "protocol !smtp {\n hostname = c\n}\n";
  CHECK(hostname(no_smtp + no_lmtp + imap, {.protocol = "imap"}) == "c");
  CHECK(hostname(no_lmtp + no_smtp, {.protocol = "lmtp"}) == "c");
}

TEST_CASE("filters nest in one order only") {
  CHECK(Reading("protocol lmtp {\n remote 192.0.2.1 {\n }\n}\n")
            .says(":2: error: remote is not allowed inside protocol"));
  CHECK(Reading("protocol a {\n protocol b {\n }\n}\n").says("protocol is not allowed inside protocol"));
  CHECK(
      Reading("remote 10.0.0.0/8 {\n local 10.0.0.1 {\n }\n}\n").says("local is not allowed inside remote"));
  CHECK(Reading("local 10.0.0.0/8 {\n local 10.0.0.1 {\n }\n}\n").said().empty());
}

TEST_CASE("networks: subnets, host names, lengths") {
  CHECK(Reading("local 10.0.0.0/8 {\n local 192.0.2.1 {\n }\n}\n").says("local 192.0.2.1 is not a subnet"));
  CHECK(Reading("remote localhost {\n}\n").says("host names are not looked up"));
  CHECK(Reading("remote 10.0.0.0/33 {\n}\n").says("not an IP address"));
  CHECK(Reading("remote 2001:db8::/32 {\n}\n").said().empty());
}

TEST_CASE("auth settings have no place in local and remote") {
  CHECK(Reading("remote 10.0.0.1 {\n auth_mechanisms = x\n}\n")
            .says(":2: error: Auth settings not supported inside"));
  CHECK(Reading("local 10.0.0.1 {\n passdb {\n }\n}\n").says("Auth settings not supported inside"));
  CHECK(Reading("protocol smtp {\n auth_verbose = yes\n}\n").said().empty());
}

TEST_CASE("two filters of which neither contains the other may not differ") {
  const std::string local = "local 10.0.0.0/8 {\n hostname = a\n}\n";
  CHECK(Reading(local + "protocol lmtp {\n hostname = b\n}\n")
            .says(":5: error: Conflict in setting hostname found from filter at"));
  CHECK(Reading(local + "protocol lmtp {\n hostname = a\n}\n").said().empty());
  CHECK(Reading("protocol lmtp {\n a = 1\n}\nprotocol imap {\n a = 2\n}\n").said().empty());
  CHECK(Reading("protocol !lmtp {\n a = 1\n}\nprotocol lmtp {\n a = 2\n}\n").said().empty());
  CHECK(Reading("protocol !lmtp {\n a = 1\n}\nremote 10.0.0.0/8 {\n protocol imap {\n  a = 2\n }\n}\n")
            .says("Conflict in setting a"));
  CHECK(Reading("remote 10.0.0.0/8 {\n a = 1\n}\nremote 192.0.2.1 {\n a = 2\n}\n").said().empty());
}

TEST_CASE("a global setting after a filter that has it is worth a warning") {
  const Reading reading("protocol lmtp {\n hostname = a\n}\nhostname = b\n");
  CHECK(reading.says(":4: warning: Global setting hostname won't change"));
  CHECK(of(reading, {.protocol = "lmtp"}, "hostname") == "a");
  CHECK(of(reading, {.protocol = "imap"}, "hostname") == "b");
}

TEST_CASE("networks contain each other by their bits") {
  const auto net = [](const char* text) { return config::parse_network(text).value_or(config::Network{}); };
  CHECK(net("10.0.0.0/9").contains(net("10.127.0.1")));
  CHECK_FALSE(net("10.0.0.0/9").contains(net("10.128.0.1")));
  CHECK(net("0.0.0.0/0").contains(net("192.0.2.1")));
  CHECK_FALSE(net("0.0.0.0/0").contains(net("2001:db8::1")));
  CHECK(net("::/0").contains(net("192.0.2.1")));
  CHECK(net("::ffff:192.0.2.1") == net("192.0.2.1"));
  CHECK_FALSE(config::parse_network("10.0.0.0/"));
  CHECK_FALSE(config::parse_network("10.0.0"));
  CHECK_FALSE(config::parse_network("::/129"));
}
