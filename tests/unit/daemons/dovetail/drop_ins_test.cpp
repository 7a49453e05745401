// SPDX-License-Identifier: MIT
#include "daemons/dovetail/drop_ins.hpp"

#include "daemons/dovetail/service_units.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;

namespace {

config::Document document(const std::string& text, const std::string& path = "/etc/dovecot/dovecot.conf") {
  config::MemorySource source;
  source.add(path, text);
  config::Findings findings;
  auto out = config::load(path, source, findings);
  REQUIRE_FALSE(findings.has_errors());
  return out;
}

std::string content(const std::vector<cli::UnitFile>& files, const std::string& path) {
  for (const auto& file : files) {
    if (file.path == path) {
      return file.content;
    }
  }
  return "(none)";
}

const char* const kHowTo =
    "mail_location = maildir:/var/mail/vhosts/%d/%n\nfirst_valid_uid = 107\nlast_valid_uid = 107\n"
    "first_valid_gid = 114\nlast_valid_gid = 114\n"
    "service auth {\n unix_listener /var/spool/postfix/private/auth {\n  mode = 0660\n  user = postfix\n  group = postfix\n }\n"
    " unix_listener auth-userdb {\n }\n}\n"
    "service lmtp {\n unix_listener /var/spool/postfix/private/dovecot-lmtp {\n  mode = 0600\n  user = postfix\n }\n"
    " inet_listener lmtp {\n  address = 127.0.0.1 ::1\n  port = 24\n }\n}\n";

}  // namespace

TEST_CASE("the how-to's configuration: sockets, mail user, mail folder, file") {
  const auto files = cli::drop_ins(document(kHowTo), "/usr/sbin");
  CHECK(content(files, "dovetail-authd.socket.d/dovetail.conf") ==
        "[Unit]\nConditionPathIsDirectory=\n\n[Socket]\nListenStream=\nListenStream=/var/spool/postfix/private/auth\n"
        "SocketUser=postfix\nSocketGroup=postfix\nSocketMode=0660\n");
  CHECK(content(files, "dovetail-lmtpd.socket.d/dovetail.conf").find("ListenStream=/var/spool/postfix/private/dovecot-lmtp\n"
                                                                     "SocketUser=postfix\nSocketMode=0600\n") != std::string::npos);
  CHECK(content(files, "dovetail-lmtpd.service.d/dovetail.conf") ==
        "[Service]\nExecStart=\nExecStart=/usr/sbin/dovetail-lmtpd -c /etc/dovecot/dovecot.conf\nExecReload=\n"
        "ExecReload=/usr/sbin/dovetail-lmtpd -c /etc/dovecot/dovecot.conf --check\n"
        "ExecReload=/bin/kill -HUP $MAINPID\nUser=107\nGroup=114\nReadWritePaths=-/var/mail/vhosts\n");
  CHECK(content(files, "dovetail-authd-userdb.socket.d/dovetail.conf") == "(none)");  // Dovecot's own
}

TEST_CASE("a further socket of a service is a unit of its own") {
  const auto files = cli::drop_ins(document(kHowTo), "/usr/sbin");
  const std::string second = content(files, "dovetail-lmtpd-2.socket");
  CHECK(second.find("ListenStream=127.0.0.1:24\nListenStream=[::1]:24\nBindIPv6Only=ipv6-only\n") != std::string::npos);
  CHECK(second.find("Service=dovetail-lmtpd.service\n") != std::string::npos);
  CHECK(second.find("WantedBy=sockets.target") != std::string::npos);
}

TEST_CASE("sockets of authd go to the unit of their type") {
  const auto files = cli::drop_ins(
      document("service auth {\n unix_listener /run/x/auth-userdb {\n mode = 0600\n }\n unix_listener /run/x/y {\n  mode = 0600\n"
               "  type = master\n }\n unix_listener /run/x/login {\n mode = 0600\n }\n}\n",
               "/etc/dovetail/dovetail.conf"),
      "/usr/sbin");
  CHECK(content(files, "dovetail-authd-userdb.socket.d/dovetail.conf").find("/run/x/auth-userdb") != std::string::npos);
  CHECK(content(files, "dovetail-authd-master.socket.d/dovetail.conf").find("/run/x/y") != std::string::npos);
  CHECK(content(files, "dovetail-authd-login.socket.d/dovetail.conf").find("/run/x/login") != std::string::npos);
  CHECK(files.size() == 3);  // our own file: the services keep their command
}

TEST_CASE("quota-status keeps its service option and reads the mail only") {
  const auto files = cli::drop_ins(
      document("mail_uid = vmail2\nmail_location = maildir:/srv/mail/%u\nservice quota-status {\n inet_listener {\n  port = 12340\n }\n}\n"),
      "/usr/sbin");
  const std::string service = content(files, "dovetail-quota-status.service.d/dovetail.conf");
  CHECK(service.find("dovetail-policyd --service quota-status -c /etc/dovecot/dovecot.conf\n") != std::string::npos);
  CHECK(service.find("User=vmail2\n") != std::string::npos);
  CHECK(service.find("ReadWritePaths") == std::string::npos);
  CHECK(content(files, "dovetail-quota-status.socket.d/dovetail.conf").find("0.0.0.0:12340\nListenStream=[::]:12340\nBindIPv6Only") !=
        std::string::npos);
}

TEST_CASE("mail below the users' homes needs the homes") {
  const auto root = [](const std::string& location) {
    return cli::mail_root(document("mail_location = " + location + "\n").root);
  };
  CHECK(root("maildir:~/Maildir").empty());
  CHECK(root("maildir:/home/%u/Maildir") == "/home");
  CHECK(root("maildir:/var/vmail/%d/%n:INDEX=/x") == "/var/vmail");
  CHECK(root("maildir:/var/vmail-%d") == "/var");
  CHECK(root("").empty());
  const auto files = cli::drop_ins(document("mail_location = maildir:~/Maildir\nservice lmtp {\n inet_listener {\n port = 24\n }\n}\n"), "/s");
  CHECK(content(files, "dovetail-lmtpd.service.d/dovetail.conf").find("ProtectHome=no\n") != std::string::npos);
}

TEST_CASE("where no mail user is named, the unit for several uids gets the same sockets and file") {
  const std::string lmtp = "service lmtp {\n unix_listener /run/x/lmtp {\n  mode = 0600\n }\n inet_listener l {\n  port = 24\n }\n}\n";
  const auto files = cli::drop_ins(document("mail_location = maildir:/srv/mail/%u\n" + lmtp), "/usr/sbin");
  for (const std::string unit : {"dovetail-lmtpd", "dovetail-lmtpd-multi-uid"}) {
    CAPTURE(unit);
    CHECK(content(files, unit + ".socket.d/dovetail.conf").find("ListenStream=/run/x/lmtp\n") != std::string::npos);
    CHECK(content(files, unit + "-2.socket").find("Service=" + unit + ".service\n") != std::string::npos);
    const std::string service = content(files, unit + ".service.d/dovetail.conf");
    CHECK(service.find("ExecStart=/usr/sbin/dovetail-lmtpd -c /etc/dovecot/dovecot.conf\n") != std::string::npos);
    CHECK(service.find("ReadWritePaths=-/srv/mail\n") != std::string::npos);
  }
  const auto one = cli::drop_ins(document("mail_uid = 5000\n" + lmtp), "/usr/sbin");
  CHECK(content(one, "dovetail-lmtpd-multi-uid.socket.d/dovetail.conf") == "(none)");
}

TEST_CASE("quota-status has a unit for several uids, too, which writes nowhere") {
  const std::string text = "mail_location = maildir:/srv/mail/%u\nservice quota-status {\n inet_listener {\n  port = 12340\n }\n}\n";
  const auto files = cli::drop_ins(document(text), "/usr/sbin");
  const std::string unit = "dovetail-quota-status-multi-uid";
  CHECK(content(files, unit + ".socket.d/dovetail.conf").find("0.0.0.0:12340\n") != std::string::npos);
  const std::string service = content(files, unit + ".service.d/dovetail.conf");
  CHECK(service.find("dovetail-policyd --service quota-status -c /etc/dovecot/dovecot.conf\n") != std::string::npos);
  CHECK(service.find("User=") == std::string::npos);
  CHECK(service.find("ReadWritePaths") == std::string::npos);
  const auto one = cli::drop_ins(document("first_valid_uid = 5000\nlast_valid_uid = 5000\n" + text), "/usr/sbin");
  CHECK(content(one, unit + ".socket.d/dovetail.conf") == "(none)");
}

TEST_CASE("a configuration without listeners changes nothing") {
  CHECK(cli::drop_ins(document("", "/etc/dovetail/dovetail.conf"), "/usr/sbin").empty());
}

TEST_CASE("relative paths become absolute: systemd takes no others") {
  const std::string text = "service policy {\n unix_listener p {\n  mode = 0666\n }\n}\n";
  const auto files = cli::drop_ins(document(text, "my/dovetail.conf"), "/usr/sbin");
  REQUIRE_FALSE(files.empty());
  for (const auto& file : files) {
    CHECK(file.content.find("ListenStream=p") == std::string::npos);
    CHECK(file.content.find(" -c my") == std::string::npos);
  }
}
