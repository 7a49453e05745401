// SPDX-License-Identifier: MIT
#include "libcommon/config/reader.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/libcommon/config/reading.hpp"

using namespace dovetail;
using config::Value;
using test::Reading;

TEST_CASE("a file value keeps its path, relative to the file with the line") {
  const Reading reading(
      "ssl_cert = < certs/a b.pem\n!include sub/x.conf\nc = x <file\nd = \"<file\"\ne = <\"x\"",
      {{"/etc/dovecot/sub/x.conf", "ssl_key = <k.pem"}});
  CHECK(reading.document.root.find("ssl_cert")->value ==
        Value{Value::Kind::file, "/etc/dovecot/certs/a b.pem"});
  CHECK(reading.document.root.find("ssl_key")->value == Value{Value::Kind::file, "/etc/dovecot/sub/k.pem"});
  CHECK(reading.text("c") == "x <file");
  CHECK(reading.text("d") == "<file");
  CHECK(reading.document.root.find("e")->value.text == "/etc/dovecot/\"x\"");
}

TEST_CASE("$name stands for the value at that point of the file") {
  const Reading reading(
      "mail_plugins = quota\n"
      "protocol lmtp {\n  mail_plugins = $mail_plugins  sieve\n}\n"
      "protocol lda {\n  mail_plugins = a\n  mail_plugins = $mail_plugins b\n}\n"
      "mail_plugins = later\n"
      "x = \"$mail_plugins\"\ny = x$mail_plugins 5$\nz = x\t$base_dir\n");
  CHECK(reading.text("protocol/lmtp/mail_plugins") == "quota sieve");
  CHECK(reading.text("protocol/lda/mail_plugins") == "a b");
  CHECK(reading.text("x") == "$mail_plugins");
  CHECK(reading.text("y") == "x$mail_plugins 5$");
  CHECK(reading.text("z") == "x\t$base_dir");
}

TEST_CASE("$name may refer to a default of Dovecot, but not to plugin keys or the unknown") {
  CHECK(Reading("a = $base_dir").text("a") == "/run/dovecot");
  CHECK(Reading("mail_plugins = $mail_plugins sieve").text("mail_plugins") == " sieve");
  for (const char* text :
       {"a = $nonsense", "a = $", "a = $$x", "a = $base_dir/x", "plugin {\n a = 1\n b = $a\n}"}) {
    INFO(text);
    CHECK(Reading(text).says("Unknown variable: $"));
  }
}

TEST_CASE("values with $ are split at spaces; a TAB splits only after one") {
  const auto value = [](const std::string& raw) { return Reading("b = 1 2\na = " + raw).text("a"); };
  CHECK(value("x y\tz $b") == "x y\tz 1 2");
  CHECK(value("x \ty   $b") == "x y 1 2");
  CHECK(value("x\t$b \t y") == "x\t$b y");
  CHECK(value("$b \tz") == "1 2 z");
  CHECK(Reading("b = 1\na = x $b\tz").says("Unknown variable: $b\tz"));
}

TEST_CASE("plugin takes any key, even none") {
  CHECK(Reading("plugin {\n = x\n}\n").said().empty());
}

TEST_CASE("$ENV: is the environment, not expanded again") {
  config::ReadOptions options;
  options.environment = [](const char* name) -> const char* {
    return std::string_view(name) == "HERE" ? "$base_dir" : nullptr;
  };
  config::Findings findings;
  const config::MemorySource source(test::Files{{"/c", "a = x $ENV:HERE y\nb = $ENV:NOT_SET"}});
  const auto document = config::read_file("/c", source, findings, options);
  CHECK(document.root.text("a") == "x $base_dir y");
  CHECK(document.root.text("b", "?").empty());
}

TEST_CASE("driver files expand $ENV: only, and know no files") {
  config::ReadOptions options;
  options.environment = [](const char*) { return "secret"; };
  config::Findings findings;
  const config::MemorySource source(test::Files{
      {"/d",
       "connect = $ENV:X y\nb = $name\nc = <file\nd = \"$ENV:X\"\nmap {\n  pattern = priv/x\n  fields {\n"
       "    a = b\n  }\n}\nmap {\n}\n"}});
  const auto root = config::read_driver_file("/d", source, findings, options);
  CHECK(root.text("connect") == "secret y");
  CHECK(root.text("b") == "$name");
  CHECK(root.text("c") == "<file");
  CHECK(root.text("d") == "$ENV:X");
  CHECK(root.all("map").size() == 1);
  CHECK(findings.sorted().empty());
}

TEST_CASE("the words of a connect string") {
  const auto words = config::connect_words("host=/run/m.sock  dbname=mail password='a b'\tuser=u=x");
  REQUIRE(words.size() == 4);
  CHECK(words[0] == std::pair<std::string, std::string>("host", "/run/m.sock"));
  CHECK(words[2].second == "a b");
  CHECK(words[3].second == "u=x");
  CHECK(config::connect_words("/var/lib/mail.db").front().second == "/var/lib/mail.db");
}

TEST_CASE("the 2.4 dialect is recognised by its first setting") {
  const Reading reading("# comment\ndovecot_config_version = 2.4.0\nmail_driver = maildir\n");
  CHECK(reading.says("dovecot.conf:2: error: This file is written in Dovecot 2.4's dialect"));
  CHECK(reading.findings.sorted().size() == 1);
}

TEST_CASE("doveconf's masks and expansions are refused") {
  CHECK(Reading("doveadm_password = # hidden, use -P to show it").says(":1: error: The value is masked"));
  CHECK(Reading("\npassdb {\n  args = password=#hidden_use-P_to_show#\n}")
            .says(":3: error: The value is masked"));
  CHECK(
      Reading("ssl_cert = -----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----").says("without -x"));
}

TEST_CASE("whose file it is") {
  using config::Flavour;
  CHECK(config::flavour_of("/etc/dovecot/dovecot.conf", "") == Flavour::dovecot);
  CHECK(config::flavour_of("/tmp/x/dovecot.conf", "") == Flavour::dovecot);
  CHECK(config::flavour_of("/etc/dovecot/10-x.conf", "") == Flavour::dovecot);
  CHECK(config::flavour_of("/root/old.conf", "# 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf\n") ==
        Flavour::dovecot);
  CHECK(config::flavour_of("/etc/dovetail/dovetail.conf", "a = b") == Flavour::dovetail);
}

TEST_CASE("a main file that cannot be opened is told apart") {
  config::Findings findings;
  config::load("/nowhere", config::MemorySource(), findings);
  CHECK(findings.is_unreadable());
  CHECK(findings.has_errors());
}

TEST_CASE("a value cannot grow without end") {
  std::string text = "a = " + std::string(1000, 'x') + "\n";
  for (int i = 0; i < 40; ++i) {
    text += "a = $a $a\n";
  }
  const Reading reading(text);
  CHECK(reading.says("Value is longer than"));
  CHECK(reading.text("a").size() <= 65536);
}
