// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/logging.hpp"

#include <unistd.h>

#include "tests/support/captured_log.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("lines begin as Dovecot's") {
  test::CapturedLog log;
  const std::string pid = std::to_string(::getpid());
  lmtpd::log_line(log, base::Severity::info, "Connect from local");
  lmtpd::log_delivery(log, "a@x", "id:R2", base::Severity::info, "msgid=<1@x>: saved mail to INBOX");
  REQUIRE(log.lines().size() == 2);
  CHECK(log.lines()[0].second == "lmtp(" + pid + "): Connect from local");
  CHECK(log.lines()[1].second == "lmtp(a@x)<" + pid + "><id:R2>: msgid=<1@x>: saved mail to INBOX");
}
