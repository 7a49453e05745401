// SPDX-License-Identifier: MIT
#include "libcommon/config/show.hpp"

#include "libcommon/config/common_settings.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/libcommon/config/reading.hpp"

using namespace dovetail;
using config::ShowWhat;
using test::Reading;

namespace {

const std::vector<const config::SchemaBase*> kSchemas = {&config::common_schema()};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("all settings, or those that differ from their default") {
  const Reading reading("base_dir = /x\nmail_debug = no\nlog_timestamp = \"%H \"\nimap_capability = y\n");
  const std::string all = config::show(reading.document, kSchemas, ShowWhat::all);
  CHECK(has(all, "base_dir = /x\n"));
  CHECK(has(all, "syslog_facility = mail\n"));
  CHECK(has(all, "mail_uid =\n"));
  CHECK(config::show(reading.document, kSchemas, ShowWhat::not_default) ==
        "base_dir = /x\nlog_timestamp = \"%H \"\n");
}

TEST_CASE("sections are printed as written, secrets are not") {
  const Reading reading(
      "passdb {\n driver = static\n args = password=secret user=x\n}\nservice auth {\n unix_listener a {\n"
      "  mode = 0600\n }\n}\nplugin {\n quota = maildir:User quota\n x_password = secret\n}\n"
      "namespace \"a b\" {\n}\nlocal 10.0.0.1 {\n ssl_key = <k\n}\n");
  const std::string text = config::show(reading.document, kSchemas, ShowWhat::not_default);
  CHECK_FALSE(has(text, "secret"));
  CHECK(has(text, "  args = password=*** user=x\n"));
  CHECK(has(text, "service auth {\n  unix_listener a {\n    mode = 0600\n  }\n}\n"));
  CHECK(has(text, "  quota = maildir:User quota\n"));
  CHECK(has(text, "namespace \"a b\" {\n}\n"));
  CHECK(has(text, "  ssl_key = </etc/dovecot/k\n"));
}

TEST_CASE("a password among the words of a database is not shown") {
  CHECK(config::show_setting("greylist_database",
                             {config::Value::Kind::text, "host=db1 host=db2 dbname=mail user=u password=geheim"}) ==
        "greylist_database = host=db1 host=db2 dbname=mail user=u password=***");
  CHECK(config::show_setting("greylist_database",
                             {config::Value::Kind::text, "password='ge heim' option_file='/a b' dbname=m"}) ==
        R"(greylist_database = "password=*** option_file=\'/a b\' dbname=m")");
  CHECK(config::show_setting("greylist_database", {config::Value::Kind::text, "/var/lib/x.db"}) ==
        "greylist_database = /var/lib/x.db");
}

TEST_CASE("what is shown reads back as the same") {
  const Reading first("base_dir = \" x # y\"\nservice a {\n user = it's\n}\nplugin {\n a = \"$x\"\n}\n");
  const std::string shown = config::show(first.document, kSchemas, ShowWhat::all);
  const Reading second(shown);
  CHECK(second.said().empty());
  CHECK(config::show(second.document, kSchemas, ShowWhat::all) == shown);
}

TEST_CASE("the sample has every declared setting, commented out") {
  const std::string sample = config::sample(kSchemas);
  for (const auto* declared : config::common_schema().declared()) {
    INFO(declared->name);
    CHECK(has(sample, "\n#" + declared->name + " ="));
    CHECK(has(sample, "# " + declared->help));
  }
  CHECK(Reading(sample, {}, "/etc/dovetail/dovetail.conf").said().empty());
}

TEST_CASE("the manual's list has every declared setting with type, default and help") {
  const std::string manual = config::manual(kSchemas);
  CHECK(has(manual, ".SS common to all daemons\n"));
  CHECK(has(manual, ".TP\n\\fBsyslog_facility\\fR (text; default: mail)\n"));
  CHECK(has(manual, ".TP\n\\fBmail_uid\\fR (text; default: empty)\n"));
  CHECK(has(manual, "auth\\-userdb"));
}
