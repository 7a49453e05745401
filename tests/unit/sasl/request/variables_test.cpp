// SPDX-License-Identifier: MIT
#include "sasl/request/subject.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl;

namespace {

Subject subject() {
  Subject made;
  made.user = "alice@mail.ex.test";
  made.original_user = "Alice@mail.ex.test";
  made.mechanism = "PLAIN";
  made.connection.service = "imap";
  made.connection.remote_ip = "192.0.2.1";
  made.connection.local_port = 143;
  made.connection.secured = true;
  made.passdb_fields.set("quota", "5");
  made.userdb_fields.set("home", "/home/a");
  return made;
}

std::string expanded(const Subject& of, const char* text) {
  const auto result = vars::expand(text, SubjectValues(of));
  return result ? *result : "error";
}

}  // namespace

TEST_CASE("Letters and long names") {
  const Subject of = subject();
  CHECK(expanded(of, "%u %n %d %s %r %l %a %m %c %h") ==
        "alice@mail.ex.test alice mail.ex.test imap 192.0.2.1  143 PLAIN secured /home/a");
  CHECK(expanded(of, "%{user} %{username} %{domain} %{domain_first} %{domain_last}")
            .starts_with("alice@mail.ex.test alice mail.ex.test "));
  CHECK(expanded(of, "%{service} %{protocol} %{rip} %{remote_ip} %{lport} %{mech}") ==
        "imap imap 192.0.2.1 192.0.2.1 143 PLAIN");
  CHECK(expanded(of, "%{orig_user} %{orig_username}") == "Alice@mail.ex.test Alice");
  CHECK(expanded(of, "%Uu %1n %%") == "ALICE@MAIL.EX.TEST a %");
}

TEST_CASE("Fields of the databases, with defaults") {
  const Subject of = subject();
  CHECK(expanded(of, "%{passdb:quota} %{passdb:none} %{passdb:none:7} %{userdb:home}") == "5  7 /home/a");
}

TEST_CASE("The master and the user it becomes") {
  Subject of = subject();
  of.master_user = "root@ex.test";
  of.login_user = "bob@ex.test";
  CHECK(expanded(of, "%{login_user} %{login_username} %{login_domain} %{master_user} %{auth_user}") ==
        "bob@ex.test bob ex.test root@ex.test root@ex.test");
}

TEST_CASE("Unknown names are errors") {
  CHECK(expanded(subject(), "%{nosuch}") == "error");
}
