// SPDX-License-Identifier: MIT
#include "sasl/load_setup.hpp"

#include "libcommon/config/load.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl;

namespace {

struct Loaded {
  explicit Loaded(std::string text, std::map<std::string, std::string> more = {}) {
    more["/etc/dovetail/dovetail.conf"] = std::move(text);
    const config::MemorySource files(std::move(more));
    const auto document = config::load("/etc/dovetail/dovetail.conf", files, findings);
    setup = load_setup(config::resolve(document, {}), files, findings);
  }
  std::string errors() const {
    std::string all;
    for (const auto& finding : findings.sorted()) {
      all += config::to_string(finding) + "\n";
    }
    return all;
  }
  config::Findings findings;
  std::shared_ptr<Setup> setup;
};

const std::map<std::string, std::string> kSql = {
    {"/etc/dovetail/sql.ext",
     "driver = sqlite\nconnect = /var/mail.db\ndefault_pass_scheme = SHA512\n"
     "password_query = SELECT pw AS password FROM u WHERE u = '%u'\n"}};

}  // namespace

TEST_CASE("The defaults offer PLAIN and know nobody") {
  const Loaded loaded("");
  INFO(loaded.errors());
  CHECK_FALSE(loaded.findings.has_errors());
  CHECK(loaded.setup->mech_lines == std::vector<std::string>{"PLAIN\tplaintext"});
  CHECK(loaded.setup->users_passdbs.empty());
  CHECK_FALSE(loaded.setup->cache);
}

TEST_CASE("Databases keep their order, masters apart; one driver file is one database") {
  const Loaded loaded(
      "auth_mechanisms = plain LOGIN scram-sha-256\nauth_cache_size = 1M\n"
      "passdb {\n  driver = passwd-file\n  args = /etc/master\n  master = yes\n  pass = yes\n}\n"
      "passdb {\n  driver = sql\n  args = /etc/dovetail/sql.ext\n}\n"
      "passdb {\n  driver = static\n  args = password=x\n  deny = yes\n}\n"
      "userdb {\n  driver = prefetch\n}\n"
      "userdb {\n  driver = sql\n  args = /etc/dovetail/sql.ext\n  skip = found\n}\n",
      kSql);
  INFO(loaded.errors());
  CHECK_FALSE(loaded.findings.has_errors());
  CHECK(loaded.setup->mechanisms == std::vector<std::string>{"PLAIN", "LOGIN", "SCRAM-SHA-256"});
  REQUIRE(loaded.setup->master_passdbs.size() == 1);
  CHECK(loaded.setup->master_passdbs[0]->check_login_user);
  REQUIRE(loaded.setup->users_passdbs.size() == 2);
  CHECK(loaded.setup->users_passdbs[0]->source->driver() == "sql");
  CHECK(loaded.setup->users_passdbs[0]->source->default_scheme() == "SHA512");
  CHECK(loaded.setup->users_passdbs[1]->deny);
  CHECK(loaded.setup->databases.size() == 1);
  CHECK(loaded.setup->userdb_chain[1]->skip == Skip::if_done);
  CHECK(loaded.setup->cache);
}

TEST_CASE("Everything wrong is told in one run, with what to use instead") {
  const Loaded loaded(
      "auth_mechanisms = plain gssapi\nauth_cache_size = 100\n"
      "passdb {\n  driver = pam\n}\npassdb {\n  driver = ldap\n  args = /x\n}\n"
      "passdb {\n  driver = sql\n}\nuserdb {\n  driver = sql\n  args = /nowhere\n}\n"
      "userdb {\n  driver = static\n  skip = authenticated\n}\n");
  const std::string errors = loaded.errors();
  INFO(errors);
  CHECK(errors.find("gssapi is not supported") != std::string::npos);
  CHECK(errors.find("auth_cache_size is too small") != std::string::npos);
  CHECK(errors.find("passdb driver pam is not supported: use driver = passwd") != std::string::npos);
  CHECK(errors.find("passdb driver ldap is not supported") != std::string::npos);
  CHECK(errors.find("driver = sql needs args") != std::string::npos);
  CHECK(errors.find("/nowhere") != std::string::npos);
  CHECK(errors.find("authenticated") != std::string::npos);
  CHECK(errors.find("dovetail.conf:") != std::string::npos);
}

TEST_CASE("last_login_query runs on its own database or the first one") {
  const Loaded own(
      "last_login_query = UPDATE u SET t = 1 WHERE u = '%u'\nlast_login_database = /etc/dovetail/sql.ext\n",
      kSql);
  INFO(own.errors());
  REQUIRE(own.setup->last_login);
  CHECK(own.setup->databases.size() == 1);
  CHECK(Loaded("last_login_query = UPDATE u SET t = 1\n").findings.has_errors());
}

TEST_CASE("An empty anonymous user switches the mechanism off") {
  const Loaded loaded("auth_mechanisms = plain anonymous\nauth_anonymous_username =\n");
  CHECK(loaded.setup->mechanisms == std::vector<std::string>{"PLAIN"});
}
