// SPDX-License-Identifier: MIT
#include "sasl/sql_settings.hpp"

#include "sasl/sql_connect.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl;

namespace {

std::optional<SqlSettings> read(const std::string& text, config::Findings& findings) {
  const config::MemorySource files({{"/sql", text}, {"/secret", "geheim\n"}});
  return read_sql_settings("/sql", files, findings);
}

}  // namespace

TEST_CASE("MariaDB: hosts, account, limits") {
  config::Findings findings;
  const auto settings = read(
      "driver = mysql\nconnect = host=/run/mysqld/mysqld.sock host=db2 port=3307 user=mail "
      "password=pw dbname=mail maxconns=3 connect_timeout=2 ssl_ca=/ca ssl_verify_server_cert=no\n"
      "default_pass_scheme = ssha256\n",
      findings);
  REQUIRE(settings);
  CHECK(settings->dialect == sql::Dialect::mariadb);
  const auto& cluster = std::get<sql::MariadbCluster>(settings->source);
  REQUIRE(cluster.hosts.size() == 2);
  CHECK(cluster.hosts[0].is_unix());
  CHECK(cluster.hosts[1].port == 3307);
  CHECK(cluster.options.user == "mail");
  CHECK(cluster.options.password == "pw");
  CHECK(cluster.options.database == "mail");
  CHECK(cluster.options.connect_timeout == std::chrono::seconds(2));
  CHECK(cluster.options.tls.ca_file == "/ca");
  CHECK(cluster.options.tls.verify_certificate == false);
  CHECK(settings->most_connections == 3);
  CHECK(settings->default_pass_scheme == "SSHA256");
  CHECK(settings->password_query.starts_with("SELECT username, domain, password FROM users"));
}

TEST_CASE("MariaDB: what is not said, or said to be none, is as in Dovecot") {
  config::Findings findings;
  const auto settings = read("driver = mysql\nconnect = host=db maxconns=0 write_timeout=7\n", findings);
  REQUIRE(settings);
  CHECK(settings->most_connections == 5);
  const auto& options = std::get<sql::MariadbCluster>(settings->source).options;
  CHECK(options.connect_timeout == std::chrono::seconds(5));
  CHECK(options.read_timeout == std::chrono::seconds(30));
  CHECK(options.write_timeout == std::chrono::seconds(7));
}

TEST_CASE("SQLite: the path, and what may follow it") {
  CHECK(sqlite_source("/var/lib/mail.db").path == "/var/lib/mail.db");
  const auto options = sqlite_source("/var/my mail.db journal_mode=wal readonly=yes");
  CHECK(options.path == "/var/my mail.db");
  CHECK(options.access == sql::SqliteOptions::Access::readonly);
  CHECK(options.journal == sql::SqliteOptions::Journal::wal);
}

TEST_CASE("What is wrong in the file has file and line") {
  for (const char* text :
       {"driver = pgsql\nconnect = x\n", "connect = x\n", "driver = sqlite\n", "nonsense\n",
        "driver = mysql\nconnect = host=a what=ever\n", "driver = sqlite\nconnect = /x\nquery = 1\n",
        "driver = mysql\nconnect = host=a port=many\n"}) {
    INFO(text);
    config::Findings findings;
    static_cast<void>(read(text, findings));
    REQUIRE(findings.has_errors());
    CHECK(findings.sorted()[0].where.file == "/sql");
  }
}
