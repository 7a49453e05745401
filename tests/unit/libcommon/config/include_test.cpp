// SPDX-License-Identifier: MIT
#include "libcommon/config/source.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/libcommon/config/reading.hpp"

using namespace dovetail;
using test::Reading;

TEST_CASE("an include is read in place, in the current section") {
  const Reading reading("service auth {\n  !include part.conf # comment\n}\n",
                        {{"/etc/dovecot/part.conf", "user = x\n}\nservice lmtp {\n  user = y\n"}});
  CHECK(reading.text("service/auth/user") == "x");
  CHECK(reading.text("service/lmtp/user") == "y");
  CHECK(reading.said().empty());
}

TEST_CASE("patterns are sorted, alternatives in braces come as written") {
  const std::map<std::string, std::string> files = {{"/etc/dovecot/conf.d/10-a.conf", "order = $order 10"},
                                                    {"/etc/dovecot/conf.d/20-b.conf", "order = $order 20"},
                                                    {"/etc/dovecot/conf.d/.hidden.conf", "order = hidden"}};
  CHECK(Reading("order = \n!include conf.d/*.conf", files).text("order") == " 10 20");
  CHECK(Reading("order = \n!include conf.d/{20,10}*.conf", files).text("order") == " 20 10");
}

TEST_CASE("driver files read the matches of a pattern in reverse") {
  config::Findings findings;
  const config::MemorySource source(
      test::Files{{"/d", "!include /x/*"}, {"/x/1", "a = 1"}, {"/x/2", "a = 2"}});
  CHECK(config::read_driver_file("/d", source, findings).text("a") == "1");
}

TEST_CASE("what is not there: an error for !include, nothing for !include_try") {
  CHECK(Reading("!include none.conf").says("error: No matches"));
  CHECK(Reading("!include \"x\"").says("error: No matches"));
  CHECK(Reading("!include_try none.conf").said().empty());
  CHECK(Reading("!include").said().empty());
}

TEST_CASE("loops and depth end") {
  CHECK(Reading("!include dovecot.conf").says("Recursive include file: /etc/dovecot/dovecot.conf"));
  CHECK(Reading("!include ../dovecot/a.conf", {{"/etc/dovecot/../dovecot/a.conf", "!include b.conf"},
                                               {"/etc/dovecot/../dovecot/b.conf", "!include a.conf"}})
            .says("Recursive include file"));
  std::map<std::string, std::string> chain;
  for (int i = 0; i < 30; ++i) {
    chain["/c/" + std::to_string(i)] = "!include " + std::to_string(i + 1);
  }
  CHECK(Reading("!include /c/0", chain).says("Too many included files"));
}

TEST_CASE("brace alternatives") {
  using config::brace_alternatives;
  CHECK(brace_alternatives("a{b,c}d") == std::vector<std::string>{"abd", "acd"});
  CHECK(brace_alternatives("{a,b{1,2}}") == std::vector<std::string>{"a", "b1", "b2"});
  CHECK(brace_alternatives("{a") == std::vector<std::string>{"{a"});
  CHECK(brace_alternatives("x{}y") == std::vector<std::string>{"x{}y"});
  std::string many;
  for (int i = 0; i < 20; ++i) {
    many += "{a,b}";
  }
  CHECK(brace_alternatives(many).size() <= 1024);
}

TEST_CASE("the disk as a source: limits, folders, patterns") {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("b.conf", "content");
  folder.write("a.conf", "");
  const config::DiskSource disk;
  CHECK(disk.read(file, 100).value_or("") == "content");
  CHECK_FALSE(disk.read(file, 6));
  CHECK(disk.read(folder.path(), 100).value_or("?").empty());
  const auto missing = disk.read(folder / "none", 100);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().detail.find("none: No such file") != std::string::npos);
  CHECK(disk.matches(folder / "*.conf") == std::vector<std::string>{folder / "a.conf", file});
}
