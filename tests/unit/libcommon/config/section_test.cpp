// SPDX-License-Identifier: MIT
#include "libcommon/config/section.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/libcommon/config/reading.hpp"

using namespace dovetail;
using test::Reading;

TEST_CASE("sections with the same name continue, passdb and userdb do not") {
  const Reading reading(
      "namespace inbox {\n inbox = yes\n}\nnamespace inbox {\n mailbox Trash {\n auto = create\n }\n}\n"
      "passdb {\n driver = a\n}\npassdb {\n driver = b\n}\nuserdb {\n driver = c\n}\n"
      "plugin {\n sieve = x\n}\nplugin y {\n quota = z\n}\n");
  REQUIRE(reading.document.root.all("namespace").size() == 1);
  CHECK(reading.text("namespace/inbox/inbox") == "yes");
  CHECK(reading.text("namespace/inbox/mailbox/Trash/auto") == "create");
  REQUIRE(reading.document.root.all("passdb").size() == 2);
  CHECK(reading.document.root.all("passdb")[1]->text("driver") == "b");
  CHECK(reading.text("plugin/sieve") == "x");
  CHECK(reading.text("plugin/quota") == "z");
}

TEST_CASE("a repeated explicit name of a passdb is an error") {
  CHECK(Reading("passdb x {\n}\npassdb x {\n}").says(":3: error: passdb/x already exists"));
}

TEST_CASE("a later setting overrides, its place is the later one") {
  const Reading reading("a = 1\nb = 2\na = 3\n");
  CHECK(reading.text("a") == "3");
  CHECK(reading.document.root.find("a")->where.line == 3);
  CHECK(reading.document.root.settings().front().key == "a");
}

TEST_CASE("sections are not allowed in plugin") {
  const Reading reading("plugin {\n x {\n  a = 1\n }\n b = 2\n}\n");
  CHECK(reading.says(":2: error: Section not allowed here"));
  CHECK(reading.text("plugin/b") == "2");
}

TEST_CASE("slash paths reach sections that were opened before") {
  CHECK(Reading("plugin/a = 5").text("plugin/a") == "5");
  CHECK(Reading("service/auth/user = x").document.root.section("service", "auth")->text("user") == "x");
  const Reading opened("namespace inbox {\n}\nnamespace/inbox/separator = /\n");
  CHECK(opened.document.root.section("namespace", "inbox")->text("separator") == "/");
  const Reading never("namespace/inbox/separator = /\n");
  CHECK(never.document.root.section("namespace", "inbox") == nullptr);
  CHECK(never.document.root.own("namespace/inbox/separator") != nullptr);
}

TEST_CASE("names with slashes are found by path too") {
  const Reading reading(
      "service auth {\n unix_listener /var/spool/postfix/private/auth {\n mode = 0660\n }\n}\n");
  CHECK(reading.text("service/auth/unix_listener//var/spool/postfix/private/auth/mode") == "0660");
}

TEST_CASE("too many or too deep sections stop the reading") {
  std::string deep;
  std::string many;
  for (int i = 0; i < 100; ++i) {
    deep += "service a {\n";
  }
  for (int i = 0; i < 12000; ++i) {
    many += "passdb {\n}\n";
  }
  CHECK(Reading(deep).says("Too many sections"));
  CHECK(Reading(many).says("Too many sections"));
}

TEST_CASE("copies of a tree are independent") {
  Reading reading("service a {\n user = x\n}\n");
  const config::Section copy = reading.document.root;
  reading.document.root.mutable_section("service", "a")->set({"user", {config::Value::Kind::text, "y"}, {}});
  CHECK(copy.text("service/a/user") == "x");
}
