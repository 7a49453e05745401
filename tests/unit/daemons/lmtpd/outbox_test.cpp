// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/outbox.hpp"

#include <sys/stat.h>

#include <optional>

#include "tests/support/captured_log.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/daemons/lmtpd/smtp_server_fixture.hpp"

using namespace dovetail;
using lmtp::outbound::SendStatus;

namespace {

lmtp::outbound::SendOutcome send(const std::string& host, const std::string& sendmail) {
  event::Loop loop;
  event::WorkerPool workers(loop, {.name = "outbound", .threads = 1});
  test::CapturedLog log;
  lmtpd::Outbox outbox(loop, workers, log);
  auto config = std::make_shared<lmtpd::Config>();
  config->hostname = "mx.example.com";
  config->settings.submission_host = host;
  config->settings.submission_timeout = std::chrono::seconds(5);
  config->settings.sendmail_path = sendmail;
  lmtp::outbound::OutgoingMail mail;
  mail.sender = {"s", "x.example"};
  mail.recipients = {{"t", "y.example"}};
  mail.head = "Subject: x\n\n";
  std::optional<lmtp::outbound::SendOutcome> result;
  outbox.send(config, mail, [&](lmtp::outbound::SendOutcome outcome) {
    result = std::move(outcome);
    loop.post([&] { loop.stop(); });
  });
  loop.run();
  loop.run_once(false);
  CHECK(outbox.at_rest());
  return *result;
}

std::string program(const test::TemporaryFolder& folder, const std::string& text) {
  const std::string path = folder.write("sendmail", "#!/bin/sh\n" + text + "\n");
  ::chmod(path.c_str(), 0755);
  return path;
}

}  // namespace

TEST_CASE("submission_host takes the mail") {
  test::SmtpServer server("250 queued");
  CHECK(send("127.0.0.1:" + std::to_string(server.port()), "").status == SendStatus::sent);
}

TEST_CASE("a host that cannot be found is temporary") {
  CHECK(send("/nonexistent/socket", "").status == SendStatus::temporary);
}

TEST_CASE("sendmail takes the mail where no host is given") {
  if (lmtpd::may_not_gain_privileges()) {
    WARN("NoNewPrivs is set here: not run");
    return;
  }
  const test::TemporaryFolder folder;
  CHECK(send("", program(folder, "cat > " + folder / "mail")).status == SendStatus::sent);
  CHECK(test::TemporaryFolder::read(folder / "mail") == "Subject: x\n\n");
  CHECK(send("", program(folder, "echo no >&2; exit 75")).status == SendStatus::temporary);
  const auto refused = send("", program(folder, "echo no such user >&2; exit 67"));
  CHECK(refused.status == SendStatus::permanent);
  CHECK(refused.detail.find("no such user") != std::string::npos);
  CHECK(send("", "/nonexistent/sendmail").status == SendStatus::temporary);
}

TEST_CASE("where privileges cannot be gained, mail goes to the local port") {
  lmtp::delivery::LmtpSettings settings;
  settings.submission_host = "mx:587";
  CHECK(lmtpd::submission_host_of(settings) == "mx:587");
  settings.submission_host.clear();
  CHECK(lmtpd::submission_host_of(settings) == (lmtpd::may_not_gain_privileges() ? "127.0.0.1:25" : ""));
}
