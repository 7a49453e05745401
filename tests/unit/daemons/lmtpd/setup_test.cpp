// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/setup.hpp"

#include <cstdlib>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;

namespace {

struct Read {
  test::TemporaryFolder folder;
  config::Findings findings;
  std::unique_ptr<lmtpd::LmtpdSetup> setup;

  explicit Read(const std::string& text, const char* name = "dovecot.conf") {
    daemon::Options options;
    options.config_file = folder.write(name, text);
    setup = lmtpd::read_setup(options, findings);
  }
  bool says(const std::string& part) const {
    for (const auto& finding : findings.sorted()) {
      if (finding.text.find(part) != std::string::npos) {
        return true;
      }
    }
    return false;
  }
};

}  // namespace

TEST_CASE("an ordinary dovecot.conf") {
  ::unsetenv("STATE_DIRECTORY");
  const Read read(
      "base_dir = /run/test\nhostname = mx.example.com\nmail_location = maildir:~/Maildir\nmail_uid = "
      "5000\nmail_gid = 5001\n"
      "mail_plugins = quota\nlda_mailbox_autocreate = yes\n"
      "namespace inbox {\n  inbox = yes\n  separator = /\n  mailbox Spam {\n    auto = subscribe\n  }\n  "
      "mailbox Trash {\n"
      "    auto = create\n  }\n  mailbox Sent {\n  }\n}\n"
      "protocol lmtp {\n  mail_plugins = $mail_plugins sieve\n}\n"
      "plugin {\n  quota = maildir:User quota\n  quota_rule = *:storage=1G\n  quota_grace = 5%%\n  "
      "sieve_max_redirects = 7\n}\n"
      "service lmtp {\n  unix_listener /tmp/x {\n  }\n}\n");
  CHECK_FALSE(read.findings.has_errors());
  const auto& config = *read.setup->config;
  CHECK(config.hostname == "mx.example.com");
  CHECK(config.users.mail_uid == 5000U);
  CHECK(config.users.space.separator == '/');
  CHECK(config.policy.quota_enabled);
  CHECK(config.policy.scripts != nullptr);
  CHECK(config.policy.autocreate);
  CHECK(config.policy.auto_mailboxes == std::map<std::string, bool>{{"Spam", true}, {"Trash", false}});
  CHECK(config.policy.sieve.max_redirects == 7);
  CHECK(config.policy.sieve.domain == "example.com");
  CHECK(config.auth_socket == "/run/test/auth-userdb");
  CHECK(read.setup->state_dir == "/run/test/dovetail-lmtpd");
  CHECK(read.setup->frame.user == "5000");
  CHECK(read.setup->frame.group == "5001");
  CHECK_FALSE(read.setup->frame.keep_set_id_caps);
  CHECK(read.setup->frame.listeners.size() == 1);
}

TEST_CASE("without one mail user the capabilities to act as each are kept") {
  const Read read("default_internal_user = 65534\nmail_location = maildir:~/Maildir\n");
  CHECK(read.setup->frame.keep_set_id_caps);
  CHECK(read.setup->frame.user == "65534");
  CHECK_FALSE(read.setup->config->policy.quota_enabled);
  CHECK(read.setup->config->policy.scripts == nullptr);
}

TEST_CASE("all mistakes are found in one run") {
  const Read read(
      "mail_location = mdbox:~/mdbox\nmail_plugins = quota\nmail_uid = "
      "no-such-user-here\nlmtp_hdr_delivery_address = x\n"
      "login_trusted_networks = nonsense\nmail_fsync = sometimes\n"
      "plugin {\n  quota = maildir:u\n  quota_rule = *:storage=lots\n  sieve_max_redirects = many\n}\n");
  CHECK(read.findings.has_errors());
  CHECK(read.says("mail_uid: no such user: no-such-user-here"));
  CHECK(read.says("Invalid quota rule"));
  CHECK(read.says("login_trusted_networks: not a network: nonsense"));
  CHECK(read.says("sieve_max_redirects"));
  CHECK(read.findings.errors() >= 6);
}

TEST_CASE("the state folder is the unit's where there is one") {
  ::setenv("STATE_DIRECTORY", "/var/lib/x:/var/lib/y", 1);
  CHECK(Read("mail_location = maildir:~/Maildir\n").setup->state_dir == "/var/lib/x");
  CHECK(Read("lmtp_state_dir = /elsewhere\n", "dovetail.conf").setup->state_dir == "/elsewhere");
  ::unsetenv("STATE_DIRECTORY");
}
