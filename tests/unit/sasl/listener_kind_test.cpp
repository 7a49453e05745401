// SPDX-License-Identifier: MIT
#include "sasl/listener_kind.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl;

namespace {

ListenerKind by_path(const char* path, const char* type = "") {
  config::Listener listener;
  listener.path = path;
  listener.type = type;
  return kind_of(listener);
}

config::Listener inet(const char* name) {
  config::Listener listener;
  listener.kind = config::Listener::Kind::inet;
  listener.name = name;
  listener.port = 12345;
  return listener;
}

}  // namespace

TEST_CASE("The kind follows the name's suffix, unless a type is written") {
  CHECK(by_path("/var/spool/postfix/private/auth") == ListenerKind::auth);
  CHECK(by_path("/run/dovecot/auth-client") == ListenerKind::auth);
  CHECK(by_path("/run/dovecot/auth-userdb") == ListenerKind::userdb);
  CHECK(by_path("/run/dovecot/auth-master") == ListenerKind::master);
  CHECK(by_path("/run/dovecot/login/login") == ListenerKind::login);
  CHECK(by_path("/run/dovetail/login") == ListenerKind::login);
  CHECK(by_path("/run/dovecot/token-login/tokenlogin") == ListenerKind::token_login);
  CHECK(by_path("/run/dovecot/auth-token") == ListenerKind::token);
  CHECK(by_path("/run/x", "token-login") == ListenerKind::token_login);
  CHECK(by_path("/run/x", "userdb") == ListenerKind::userdb);
  CHECK(by_path("/run/auth-userdb", "auth") == ListenerKind::auth);
}

TEST_CASE("What is wrong with a listener") {
  config::Findings findings;
  config::Listener listener;
  listener.type = "nonsense";
  check_listener(listener, findings);
  CHECK(findings.errors() == 1);
  listener.type = "";
  listener.options.push_back(config::Setting{"tempfail", {config::Value::Kind::text, "never"}, {}});
  check_listener(listener, findings);
  CHECK(findings.errors() == 2);
}

TEST_CASE("master and userdb are not offered on TCP by accident") {
  config::Findings findings;
  check_listener(inet("auth"), findings);
  CHECK(findings.errors() == 0);
  check_listener(inet("auth-userdb"), findings);
  check_listener(inet("master"), findings);
  CHECK(findings.errors() == 2);
  config::Listener wanted = inet("auth-userdb");
  wanted.options.push_back(config::Setting{"allow_tcp", {config::Value::Kind::text, "yes"}, {}});
  check_listener(wanted, findings);
  CHECK(findings.errors() == 2);
}
