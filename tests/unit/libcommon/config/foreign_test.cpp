// SPDX-License-Identifier: MIT
#include "libcommon/config/foreign.hpp"

#include "libcommon/config/common_settings.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/libcommon/config/reading.hpp"

using namespace dovetail;
using config::Gravity;
using test::Reading;

namespace {

const char* const kOurs = "/etc/dovetail/dovetail.conf";

std::string names(const std::string& text, const std::string& path = "/etc/dovecot/dovecot.conf") {
  Reading reading(text, {}, path);
  config::check_names(reading.document, {&config::common_schema()}, reading.findings);
  return reading.said();
}

std::string unsupported(const std::string& text, const config::Concerns& concerns) {
  Reading reading(text);
  const auto view = config::resolve(reading.document, {.protocol = "lmtp"});
  config::check_unsupported(view, concerns, reading.findings);
  return reading.said();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("what Dovecot knows and we do not need is a note") {
  CHECK(has(names("imap_idle_notify_interval = 2 mins\n"),
            ":1: note: imap_idle_notify_interval has no effect here"));
  CHECK(has(names("service imap {\n process_limit = 3\n}\n"), ":1: note: service imap has no effect here"));
  CHECK(has(names("service auth {\n process_limit = 3\n user = x\n}\n"),
            ":2: note: service { process_limit } has no effect"));
  CHECK(names("service lmtp {\n unix_listener x {\n  mode = 0600\n }\n}\n").empty());
  CHECK(names("log_path = syslog\nmetrics_listener = x\n").empty());
}

TEST_CASE("an unknown name is a warning in a dovecot.conf, an error in a dovetail.conf") {
  CHECK(has(names("bas_dir = /x\n"), ":1: warning: Unknown setting: bas_dir (did you mean base_dir?)"));
  CHECK(has(names("bas_dir = /x\n", kOurs), ":1: error: Unknown setting: bas_dir (did you mean base_dir?)"));
  CHECK(has(names("frobnicate = /x\n", kOurs), "Unknown setting: frobnicate\n"));
  CHECK(has(names("protocol lmtp {\n mail_plugns = x\n}\n", kOurs), "did you mean mail_plugins?"));
  CHECK(has(names("servce a {\n}\n", kOurs), "error: Unknown section: servce a"));
  CHECK(has(names("passdb {\n drivr = x\n}\n", kOurs), "passdb { drivr } (did you mean driver?)"));
}

TEST_CASE("a listener outside of a service would open nothing: that is said") {
  CHECK(has(names("unix_listener /x {\n mode = 0600\n}\n", kOurs),
            ":1: error: unix_listener /x must stand in service NAME {}"));
  CHECK(has(names("inet_listener x {\n port = 24\n}\n"),
            ":1: warning: inet_listener x must stand in service NAME {}"));
  CHECK(has(names("protocol lmtp {\n unix_listener y {\n }\n}\n", kOurs),
            ":2: error: unix_listener y must stand in"));
  CHECK(has(names("service {\n unix_listener a {\n }\n}\n", kOurs),
            ":1: error: service needs a name: service NAME {"));
}

TEST_CASE("a mistyped service is a warning in a dovetail.conf, though others may stand there") {
  CHECK(has(names("service polciy {\n}\n", kOurs),
            ":1: warning: service polciy has no effect here (did you mean service policy?)"));
  CHECK(has(names("service my-script {\n}\n", kOurs), ":1: warning: service my-script has no effect here\n"));
  CHECK(has(names("service imap-login {\n}\n", kOurs), ":1: note: service imap-login has no effect here\n"));
  CHECK(has(names("service my-script {\n}\n"), ":1: note: service my-script has no effect here\n"));
  CHECK(names("service policy {\n unix_listener x {\n }\n}\n", kOurs).empty());
}

TEST_CASE("plugin may hold any key in a dovecot.conf") {
  CHECK(names("plugin {\n my_own = x\n quota_rule2 = y\n}\n").empty());
  CHECK(has(names("plugin {\n sieve_befor = x\n}\n", kOurs),
            "plugin { sieve_befor } (did you mean sieve_before?)"));
  CHECK(names("plugin {\n quota_rule2 = y\n sieve_before12 = z\n}\n", kOurs).empty());
  CHECK(has(names("plugin {\n fts_solr = y\n}\n", kOurs), "note: plugin { fts_solr }"));
}

TEST_CASE("free sections hold anything") {
  CHECK(names("dict {\n quota = mysql:/x\n}\nmetric m {\n filter = x\n}\n", kOurs).empty());
}

TEST_CASE("what changes mail or access and is not done is an error with a way out") {
  const config::Concerns delivery{.delivery = true};
  const config::Concerns login{.login = true};
  const std::string text = unsupported("protocol lmtp {\n mail_plugins = sieve zlib acl\n}\n", delivery);
  CHECK(has(text,
            ":2: error: Not supported: compression of stored mails (zlib); to go on without it, write "
            "dovetail_ignore = zlib"));
  CHECK(has(text, "access control lists"));
  CHECK(has(unsupported("mail_location = mdbox:~/mdbox\n", delivery), "the mailbox format mdbox"));
  CHECK(has(unsupported("mail_location = sdbox:~/x\n", {.quota = true}), "dovetail_ignore = mail_location"));
  CHECK(
      has(unsupported("auth_policy_server_url = http://127.0.0.1:4001/\n", login), "an auth policy server"));
  CHECK(unsupported("auth_policy_server_url =\n", login).empty());
  CHECK(unsupported("auth_ssl_require_client_cert = yes\n", login).empty());
  CHECK(has(unsupported("mail_chroot = /x\n", delivery), "mail_chroot"));
  CHECK(
      unsupported("mail_plugins = sieve quota\nmail_location = maildir:~/Maildir\nmail_chroot =\n", delivery)
          .empty());
}

TEST_CASE("quota_warning, of which users may hear nothing, is a warning") {
  const std::string text =
      "plugin {\n quota_warning = storage=95%% quota-warning 95 %u\n quota_warning2 = x\n}\n";
  const std::string said = unsupported(text, {.delivery = true});
  CHECK(has(said, ":2: warning: quota_warning: nothing is run when a mailbox crosses a limit"));
  CHECK(has(said, ":3: warning: quota_warning2: nothing is run"));
  CHECK(unsupported(text, {.login = true}).empty());
  CHECK(unsupported("dovetail_ignore = quota_warning\n" + text, {.delivery = true}).empty());
  CHECK(unsupported("plugin {\n quota_warning_x = y\n}\n", {.delivery = true}).empty());
}

TEST_CASE("only what concerns the daemon counts, and what is accepted does not") {
  CHECK(unsupported("mail_plugins = zlib\nmail_location = mdbox:x\n", {.login = true}).empty());
  CHECK(unsupported("auth_use_winbind = yes\n", {.delivery = true}).empty());
  CHECK(unsupported("protocol imap {\n mail_plugins = zlib\n}\n", {.delivery = true}).empty());
  CHECK(unsupported("dovetail_ignore = zlib mail_location\nmail_plugins = zlib\nmail_location = mbox:x\n",
                    {.delivery = true})
            .empty());
}

TEST_CASE("defaults of Dovecot's settings") {
  REQUIRE(config::dovecot_default("base_dir") != nullptr);
  CHECK(*config::dovecot_default("base_dir") == "/run/dovecot");
  CHECK(config::dovecot_default("mail_plugins")->empty());
  CHECK(config::dovecot_default("nonsense") == nullptr);
  CHECK(*config::dovecot_default("auth_policy_request_attributes") ==
        "login=%{requested_username} pwhash=%{hashed_password} remote=%{rip} device_id=%{client_id} "
        "protocol=%s "
        "session_id=%{session}");
}
