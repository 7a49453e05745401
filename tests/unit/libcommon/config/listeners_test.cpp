// SPDX-License-Identifier: MIT
#include "libcommon/config/listeners.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/libcommon/config/reading.hpp"

using namespace dovetail;
using config::Listener;
using test::Reading;

namespace {

std::vector<Listener> of(Reading& reading, const std::string& service) {
  const auto& root = reading.document.root;
  return config::listeners(reading.document, root, service, config::listener_rules(reading.document, root),
                           reading.findings);
}

const char* const kOurs = "/etc/dovetail/dovetail.conf";

}  // namespace

TEST_CASE("a listener of Postfix's queue directory, as the how-to writes it") {
  Reading reading(
      "service auth {\n unix_listener /var/spool/postfix/private/auth {\n  mode = 0660\n  user = postfix\n"
      "  group = postfix\n }\n}\n");
  const auto found = of(reading, "auth");
  REQUIRE(found.size() == 1);
  CHECK(found[0].path == "/var/spool/postfix/private/auth");
  CHECK(found[0].mode == 0660);
  CHECK(found[0].user == "postfix");
  CHECK(found[0].group == "postfix");
  CHECK(found[0].opens());
  CHECK(found[0].where.line == 2);
}

TEST_CASE("relative names are below base_dir, except those of our own services") {
  Reading reading(
      "service lmtp {\n unix_listener lmtp {\n }\n}\nservice policy {\n unix_listener rel/policy {\n }\n"
      " unix_listener $queue_directory/private/p {\n }\n}\nqueue_directory = /q\n",
      {}, kOurs);
  CHECK(of(reading, "lmtp")[0].path == "/run/dovetail/lmtp");
  CHECK(of(reading, "lmtp")[0].mode == 0666);
  const auto policy = of(reading, "policy");
  CHECK(policy[0].path == "rel/policy");
  CHECK(policy[0].mode == 0600);
  CHECK(policy[1].path == "/q/private/p");
}

TEST_CASE("Dovecot's own listeners are not opened below its base_dir") {
  const char* text =
      "service auth {\n unix_listener auth-userdb {\n }\n unix_listener auth-x {\n mode = 0600\n }\n}\n";
  Reading theirs(text);
  const auto found = of(theirs, "auth");
  REQUIRE(found.size() == 2);
  CHECK(found[0].path == "/run/dovecot/auth-userdb");
  CHECK(found[0].mode == 0666);
  CHECK(found[0].dovecot_builtin);
  CHECK_FALSE(found[0].opens());
  CHECK(found[1].opens());
  Reading ours(text, {}, kOurs);
  CHECK(of(ours, "auth")[0].opens());
}

TEST_CASE("mode 0 keeps the block's type and options, but opens nothing") {
  Reading reading(
      "service auth {\n unix_listener x {\n  mode = 0\n  type = userdb\n  tempfail = reply\n }\n}\n");
  const auto found = of(reading, "auth");
  REQUIRE(found.size() == 1);
  CHECK_FALSE(found[0].opens());
  CHECK(found[0].type == "userdb");
  CHECK(found[0].option("tempfail") == "reply");
  CHECK(found[0].option("none", "default") == "default");
}

TEST_CASE("inet listeners") {
  Reading reading(
      "service lmtp {\n inet_listener lmtp {\n  address = 127.0.0.1 ::1\n  port = 24\n }\n"
      " inet_listener shared {\n  port = 25\n  ssl = no\n  reuse_port = yes\n }\n inet_listener off {\n"
      "  port = 0\n }\n}\n");
  const auto found = of(reading, "lmtp");
  REQUIRE(found.size() == 3);
  CHECK(found[0].kind == Listener::Kind::inet);
  CHECK(found[0].addresses == std::vector<std::string>{"127.0.0.1", "::1"});
  CHECK(found[0].port == 24);
  CHECK(found[1].addresses.empty());
  CHECK(found[1].reuse_port);
  CHECK_FALSE(found[2].opens());
}

TEST_CASE("a listener that names no address has those of listen") {
  Reading reading("listen = 127.0.0.1, ::1\nservice lmtp {\n inet_listener lmtp {\n  port = 24\n }\n}\n");
  CHECK(of(reading, "lmtp")[0].addresses == std::vector<std::string>{"127.0.0.1", "::1"});
}

TEST_CASE("TLS and PROXY on a listener of ours are refused, never served in clear text unnoticed") {
  const std::string text =
      "service auth {\n inet_listener x {\n  port = 25\n  ssl = yes\n  haproxy = yes\n }\n}\n";
  Reading reading(text);
  of(reading, "auth");
  CHECK(
      reading.says("dovecot.conf:4: error: Not supported: TLS on a listener (inet_listener_ssl); to go on "
                   "without it, write dovetail_ignore = inet_listener_ssl"));
  CHECK(reading.says(":5: error: Not supported: HAProxy's address line"));
  Reading accepted(text + "dovetail_ignore = inet_listener_ssl inet_listener_haproxy\n");
  of(accepted, "auth");
  CHECK_FALSE(accepted.findings.has_errors());
  Reading elsewhere("service imap-login {\n inet_listener imaps {\n  ssl = yes\n }\n}\n");
  of(elsewhere, "auth");
  CHECK_FALSE(elsewhere.findings.has_errors());
}

TEST_CASE("mistakes in listeners") {
  Reading reading(
      "service a {\n unix_listener {\n }\n unix_listener /x {\n  mode = 0o660\n }\n unix_listener /x {\n }\n"
      " fifo_listener /x {\n }\n inet_listener {\n  port = 99999\n  ssl = true\n }\n}\n");
  of(reading, "a");
  CHECK(reading.says("unix_listener needs a path"));
  CHECK(reading.says(":5: error: unix_listener /x { mode }: Invalid mode: 0o660"));
  CHECK(reading.says("The listener /x is already at /etc/dovecot/dovecot.conf:4"));
  CHECK(reading.says("Invalid port number: 99999"));
  CHECK(reading.says("Invalid boolean value: true"));
}

TEST_CASE("a listener may name itself by path") {
  Reading reading("service a {\n unix_listener {\n  path = /run/x\n }\n}\n");
  CHECK(of(reading, "a")[0].path == "/run/x");
}

TEST_CASE("user and group of a service, a service that is not there") {
  Reading reading("service a {\n user = $default_internal_user\n group = g\n client_limit = 7\n}\n");
  const auto service = config::service_settings(reading.document.root, "a", reading.findings);
  CHECK(service.user == "dovecot");
  CHECK(service.group == "g");
  CHECK(service.client_limit == 7);
  CHECK(of(reading, "b").empty());
  CHECK(config::service_settings(reading.document.root, "b", reading.findings).user.empty());
}

TEST_CASE("client_limit counts where Dovecot has one process, too") {
  Reading reading("service lmtp {\n client_limit = 1\n}\nservice auth {\n client_limit = x\n}\n");
  const auto& root = reading.document.root;
  CHECK(config::service_settings(root, "lmtp", reading.findings).client_limit == 0);
  CHECK(reading.says("dovecot.conf:2: note: service lmtp { client_limit } has no effect here"));
  CHECK(config::service_settings(root, "auth", reading.findings).client_limit == 0);
  CHECK(reading.says(":5: error: client_limit: "));
}
