// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/query_file.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::table::maps;
using namespace std::chrono_literals;

namespace {

const config::MemorySource kNoFiles;

QueryFile mysql(const std::string& text, const std::string& shared = {}) {
  return read_mysql_file(text, kNoFiles, SharedConnect::parse(shared, kNoFiles));
}

std::size_t errors(const QueryFile& file) {
  return static_cast<std::size_t>(std::count_if(file.problems.begin(), file.problems.end(),
                                                [](const table::Problem& p) { return p.is_error; }));
}

const std::string kHowto =
    "user = mail\npassword = P4ssw0rd\ndbname = mail\nhosts = unix:/var/run/mysqld/mysqld.sock\n"
    "query = SELECT gid FROM virtual_user WHERE address = '%s'\n";

}  // namespace

TEST_CASE("a mysql file as in the how-to") {
  const QueryFile file = mysql(kHowto);
  CHECK(file.problems.empty());
  REQUIRE(file.query);
  CHECK(file.query->is_bound());
  const auto& options = file.mariadb.cluster.options;
  CHECK(options.user == "mail");
  CHECK(options.password == "P4ssw0rd");
  CHECK(options.database == "mail");
  CHECK(options.charset == "utf8mb4");
  CHECK(file.mariadb.cluster.hosts.at(0).name == "/var/run/mysqld/mysqld.sock");
  CHECK(file.mariadb.idle_interval == 60s);
  CHECK(file.mariadb.describe() == "mariadb /var/run/mysqld/mysqld.sock/mail");
}

TEST_CASE("every key of mysql_table(5)") {
  const QueryFile file = mysql(
      "dbname=d\nquery=CALL "
      "p('%s')\nresult_format=%u\nexpansion_limit=3\ndomain=a.test\nrequire_result_set=no\n"
      "option_file=/my.cnf\noption_group=g\ncharset=latin1\nidle_interval=2m\nretry_interval=5\ntls_CAfile=/"
      "ca\n"
      "tls_CApath=/cas\ntls_cert_file=/c\ntls_key_file=/k\ntls_ciphers=X\ntls_verify_cert=no\n");
  CHECK(file.problems.empty());
  REQUIRE(file.query);
  CHECK(file.query->is_call());
  const auto& options = file.mariadb.cluster.options;
  CHECK(options.option_file == "/my.cnf");
  CHECK(options.option_group == "g");
  CHECK(options.charset == "latin1");
  CHECK(options.tls.ca_file == "/ca");
  CHECK(options.tls.verify_certificate == false);
  CHECK(file.mariadb.idle_interval == 120s);
  CHECK(file.mariadb.cluster.last_retry == 5s);
}

TEST_CASE("legacy keys make the query") {
  const QueryFile file =
      mysql("dbname=d\nselect_field=v\ntable=t\nwhere_field=k\nadditional_conditions=AND a=1\n");
  CHECK(errors(file) == 0);
  REQUIRE(file.query);
  CHECK(errors(mysql("dbname=d\nselect_field=v\n")) == 2);
}

TEST_CASE("what is missing or wrong is reported in one go") {
  CHECK(errors(mysql("query = SELECT '%x'\nexpansion_limit = x\nhosts = db:0\n")) == 3);
  CHECK(errors(mysql("dbname=d\nquery = SELECT '%x'\n")) == 1);
  CHECK(errors(mysql("dbname=d\nquery=SELECT 1\nresult_format=\n")) == 1);
  const QueryFile loose = mysql("dbname=d\nquery=SELECT a FROM t WHERE k=%s\n");
  CHECK(errors(loose) == 0);
  CHECK(loose.problems.size() == 1);
}

TEST_CASE("the group client of the option files is read unless the file says otherwise") {
  CHECK(mysql(kHowto).mariadb.cluster.options.option_group == "client");
  CHECK(mysql(kHowto + "option_group = other\n").mariadb.cluster.options.option_group == "other");
  CHECK(mysql(kHowto + "option_group =\n").mariadb.cluster.options.option_group.empty());
}

TEST_CASE("a shared connection fills what the file leaves out") {
  const QueryFile file =
      mysql("query = SELECT '%s'\nuser = own\n", "host=db1 port=3307 user=u password=p dbname=d");
  REQUIRE(file.query);
  CHECK(file.mariadb.cluster.hosts.at(0) == sql::MariadbHost{"db1", 3307});
  CHECK(file.mariadb.cluster.options.user == "own");
  CHECK(file.mariadb.cluster.options.password == "p");
  CHECK(file.mariadb.cluster.options.database == "d");
}

TEST_CASE("the shared password goes to no server that the file names instead") {
  const std::string query = "dbname = d\nquery = SELECT '%s'\n";
  const std::string shared = "host=db1 port=3307 user=u password=p ssl_ca=/ca option_file=/my.cnf";
  const QueryFile other = mysql(query + "hosts = db2\n", shared);
  CHECK(errors(other) == 0);
  REQUIRE(other.problems.size() == 1);  // said, not only done
  CHECK(other.mariadb.cluster.options.user.empty());
  CHECK(other.mariadb.cluster.options.password.empty());
  CHECK(other.mariadb.cluster.options.tls.ca_file.empty());
  CHECK(other.mariadb.cluster.options.option_file.empty());
  CHECK(mysql(query + "hosts = db1:3307\n", shared).mariadb.cluster.options.password == "p");
  CHECK(mysql(query, shared).mariadb.cluster.options.password == "p");
}

TEST_CASE("TLS words of a shared connection are not dropped in silence") {
  const std::string query = "dbname = d\nquery = SELECT '%s'\n";
  const QueryFile file = mysql(query + "tls_key_file = /own.key\n",
                               "host=db1 ssl_ca=/ca ssl_key=/shared.key ssl_verify_server_cert=yes");
  CHECK(file.problems.empty());
  const sql::MariadbTls& tls = file.mariadb.cluster.options.tls;
  CHECK(tls.ca_file == "/ca");
  CHECK(tls.key_file == "/own.key");
  CHECK(tls.verify_certificate == true);
  CHECK(errors(mysql(query, "host=db1 ssl_caa=/ca")) == 1);
  CHECK_FALSE(mysql(query, "host=db1 ssl_caa=/ca").query);
}

TEST_CASE("equal sources share a key, different ones do not") {
  CHECK(mysql(kHowto).mariadb.key() == mysql(kHowto + "result_format=%u\n").mariadb.key());
  CHECK(mysql(kHowto).mariadb.key() != mysql(kHowto + "password = other\n").mariadb.key());
  CHECK(mysql(kHowto).mariadb.describe().find("P4ss") == std::string::npos);
}

TEST_CASE("a sqlite file") {
  const QueryFile file = read_sqlite_file("dbpath = /x.db\nquery = SELECT v FROM t WHERE k='%s'\n", kNoFiles);
  CHECK(file.problems.empty());
  CHECK(file.sqlite_path == "/x.db");
  CHECK(errors(read_sqlite_file("query = SELECT 1\n", kNoFiles)) == 1);
}

TEST_CASE("the type of a file is told by its keys") {
  CHECK(type_of_file("dbpath=/x") == "sqlite");
  CHECK(type_of_file("hosts=db") == "mysql");
  CHECK(type_of_file("hosts=postgresql://db") == "pgsql");
  CHECK(type_of_file("select_function=f") == "pgsql");
  CHECK(type_of_file("server_host=ldap\nquery_filter=x") == "ldap");
  CHECK(type_of_file("x=y").empty());
}
