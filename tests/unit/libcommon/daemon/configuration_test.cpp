// SPDX-License-Identifier: MIT
#include "libcommon/daemon/configuration.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;

namespace {

constexpr daemon::Service kTables{
    .name = "tables", .protocol = "", .program = "tabled", .ident = "dovetail-tabled"};
constexpr daemon::Service kLmtp{.name = "lmtp",
                                .protocol = "lmtp",
                                .program = "lmtpd",
                                .ident = "",
                                .runs_as = daemon::Service::RunsAs::mail_user,
                                .concerns = {.delivery = true}};

struct Opened {
  Opened(const daemon::Service& service, const std::string& text, const char* name = "dovetail.conf")
      : file(daemon::open_configuration(folder.write(name, text), service, {}, setup, findings)) {}
  std::string said() const {
    std::string out;
    for (const auto& one : findings.sorted()) {
      out += config::to_string(one) + "\n";
    }
    return out;
  }
  bool says(const std::string& part) const { return said().find(part) != std::string::npos; }

  test::TemporaryFolder folder;
  daemon::Setup setup;
  config::Findings findings;
  daemon::Configuration file;
};

std::string user_of(const std::string& written) {
  return Opened(kTables, "default_internal_user = none\nservice tables {\n  " + written + "\n}\n")
      .setup.frame.user;
}

}  // namespace

TEST_CASE("the service's user holds, unless it is empty or root by name or number") {
  CHECK(user_of("user = tables") == "tables");
  CHECK(user_of("user = 1234") == "1234");
  CHECK(user_of("user = root") == "none");
  CHECK(user_of("user = 0") == "none");
  CHECK(user_of("user =") == "none");
  CHECK(user_of("group = g") == "none");
}

TEST_CASE("who handles mail becomes its owner, or may become each owner") {
  const Opened one(kLmtp, "mail_uid = 5000\nmail_gid = 5001\nservice lmtp {\n  user = other\n}\n");
  CHECK(one.setup.frame.user == "5000");
  CHECK(one.setup.frame.group == "5001");
  CHECK_FALSE(one.setup.frame.keep_set_id_caps);
  const Opened many(kLmtp, "default_internal_user = mail\n");
  CHECK(many.setup.frame.user == "mail");
  CHECK(many.setup.frame.keep_set_id_caps);
}

TEST_CASE("listeners, client_limit and log ident are those of the service") {
  const Opened opened(kTables, "service tables {\n  client_limit = 3\n  unix_listener /x {\n  }\n}\n");
  CHECK(opened.said().empty());
  REQUIRE(opened.setup.frame.listeners.size() == 1);
  CHECK(opened.setup.frame.listeners[0].path == "/x");
  CHECK(opened.setup.frame.client_limit == 3);
  CHECK(opened.setup.frame.log.ident == "dovetail-tabled");
  CHECK(Opened(kLmtp, "instance_name = second\n").setup.frame.log.ident == "second");
  CHECK(Opened(kLmtp, "instance_name =\n").setup.frame.log.ident == "dovecot");
  CHECK(Opened(kLmtp, "instance_name = other\n").setup.frame.log.as_dovecot);
  CHECK_FALSE(Opened(kLmtp, "log_ident = x\n").setup.frame.log.as_dovecot);
}

TEST_CASE("the filters of the service's protocol hold") {
  const std::string text = "protocol lmtp {\n  mail_plugins = zlib\n  log_path = /x\n}\n";
  const Opened lmtp(kLmtp, text);
  CHECK(lmtp.file.common.log_path == "/x");
  CHECK(lmtp.says("dovetail.conf:2: error: Not supported: compression of stored mails"));
  CHECK(Opened(kTables, text).file.common.log_path == "auto");
}

TEST_CASE("what is shown are the settings that differ from their default, and the sections") {
  const Opened opened(kTables, "log_path = auto\nlog_ident = x\nservice tables {\n  user = a\n}\n");
  CHECK(opened.setup.shown == "log_ident = x\nservice tables {\n  user = a\n}\n");
}

TEST_CASE("all problems are found, also in a file that cannot be read") {
  const Opened wrong(kTables,
                     "nonsense = 1\nlog_path\nshutdown_timeout = soon\nservice tables {\n"
                     "  inet_listener x {\n    port = 1\n    ssl = yes\n  }\n}\n");
  CHECK(wrong.says(":1: error: Unknown setting: nonsense"));
  CHECK(wrong.says(":3: error: shutdown_timeout"));
  CHECK(wrong.says(":7: error: Not supported: TLS on a listener"));
  daemon::Setup setup;
  config::Findings findings;
  daemon::open_configuration("/nowhere/x.conf", kTables, {}, setup, findings);
  CHECK(findings.is_unreadable());
}
