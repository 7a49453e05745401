// SPDX-License-Identifier: MIT
#include "sasl/log_line.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl;

namespace {

std::string line(const char* tag, const char* user, const char* ip, const char* session = "",
                 const char* master = "") {
  Subject subject;
  subject.user = user;
  subject.master_user = master;
  subject.connection.remote_ip = ip;
  subject.connection.session = session;
  return log_line(Note{base::Severity::info, tag, "Password mismatch", true, ""}, subject);
}

}  // namespace

TEST_CASE("Lines as Dovecot writes them") {
  CHECK(line("sql", "u@ex.test", "192.0.2.1") == "sql(u@ex.test,192.0.2.1): Password mismatch");
  CHECK(line("passwd-file", "u", "192.0.2.1", "IRGYxeFgpqh/AAAB") ==
        "passwd-file(u,192.0.2.1,<IRGYxeFgpqh/AAAB>): Password mismatch");
  CHECK(line("sql", "", "") == "sql(?): Password mismatch");
  CHECK(line("sql", "u", "::1") == "sql(u,::1): Password mismatch");
}

TEST_CASE("What keeps fail2ban from reading a line is left out of its head") {
  CHECK(line("scram-sha-256", "u", "192.0.2.1").starts_with("scram-sha(u,"));
  CHECK(line("cram-md5", "u", "192.0.2.1").starts_with("cram-md(u,"));
  CHECK(line("sql", "u", "192.0.2.1", "", "root") ==
        "sql(u,192.0.2.1): Password mismatch (master user root)");
}

TEST_CASE("A name cannot forge an address") {
  CHECK(line("sql", "x,203.0.113.9): unknown user", "192.0.2.1") ==
        "sql(x?203.0.113.9?: unknown user,192.0.2.1): Password mismatch");
  CHECK(line("sql", "a\nb", "192.0.2.1") == "sql(a?b,192.0.2.1): Password mismatch");
}

TEST_CASE("Hints at a wrong password never show it") {
  CHECK(PasswordHint::parse("no", false).text("secret").empty());
  CHECK(PasswordHint::parse("sha1:6", false).text("secret") == " (SHA1 of given password: e5e9fa)");
  CHECK(PasswordHint::parse("sha1", false).text("secret").size() == 27 + 40);
  CHECK(PasswordHint::parse("plain", false).text("secret") == " (SHA1 of given password: e5e9fa)");
  CHECK(PasswordHint::parse("no", true).text("secret") == " (SHA1 of given password: e5e9fa)");
}
