// SPDX-License-Identifier: MIT
#include "policy/greylist/open_store.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

namespace {

base::Result<OpenedStore> open(const std::string& database, Sharing sharing = Sharing::alone) {
  static const base::SystemClock clock;
  Settings settings;
  settings.database = database;
  return open_store(settings, clock, sharing);
}

std::string problem(const std::string& database) {
  const auto opened = open(database);
  return opened ? "" : opened.error().detail;
}

}  // namespace

TEST_CASE("a path is an SQLite file, words with a database's name are a server") {
  CHECK(names_mariadb("host=db.test dbname=mail"));
  CHECK_FALSE(names_mariadb("/var/lib/dbname=mail/g.db"));
  CHECK_FALSE(names_mariadb("host=db.test"));
}

TEST_CASE("what is shown of a server are its hosts and the database, never a password") {
  CHECK(shown_database("/var/lib/g.db") == "/var/lib/g.db");
  CHECK(shown_database("host=a host=b port=3307 user=u password='se cret' dbname=mail ssl_ca=/ca") ==
        "host=a host=b dbname=mail");
}

TEST_CASE("every word of a server's line is understood, and a wrong one told") {
  CHECK(problem("host=a port=3307 user=u password=x dbname=mail option_file=/etc/my.cnf option_group=client "
                "ssl_ca=/ca ssl_ca_path=/ca.d ssl_cipher=HIGH ssl_cert=/c ssl_key=/k ssl_verify_server_cert=yes") == "");
  CHECK(problem("host=a dbname=mail ssl_verify_server_cert=no") == "");
  CHECK(problem("host=a dbname=mail ssl_verify_server_cert=perhaps") ==
        "greylist_database: cannot use ssl_verify_server_cert");
  CHECK(problem("host=a dbname=mail port=many") == "greylist_database: cannot use port");
  CHECK(problem("host=a dbname=mail colour=red") == "greylist_database: cannot use colour");
  CHECK(problem("host=a dbname=") == "greylist_database: dbname= is missing");
}

TEST_CASE("one alone, or several that share") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  {
    const auto alone = open(path);
    REQUIRE(alone);
    CHECK_FALSE(open(path));
    CHECK_FALSE(open(path, Sharing::shared));
  }
  const auto one = open(path, Sharing::shared);
  const auto other = open(path, Sharing::shared);
  REQUIRE(one);
  REQUIRE(other);
  CHECK(problem(path).starts_with("ERROR: locked: "));
}

TEST_CASE("a file that is no database stops the start, whoever opens it") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("g.db", std::string(5000, 'x'));
  CHECK_FALSE(open(path));
  CHECK_FALSE(open(path, Sharing::shared));
}
