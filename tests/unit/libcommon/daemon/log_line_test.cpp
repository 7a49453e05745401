// SPDX-License-Identifier: MIT
#include "libcommon/daemon/log_line.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using base::Severity;
using daemon::dovecot_file_line;

TEST_CASE("a file line as Dovecot writes it has its level behind the prefix") {
  CHECK(
      dovecot_file_line("Nov 23 08:00:00 ", Severity::info, "auth: passwd-file(u,192.0.2.1): unknown user") ==
      "Nov 23 08:00:00 auth: Info: passwd-file(u,192.0.2.1): unknown user");
  CHECK(dovecot_file_line("T ", Severity::error, "lmtp(7): cannot open") == "T lmtp(7): Error: cannot open");
  CHECK(dovecot_file_line("T ", Severity::warning, "no prefix") == "T Warning: no prefix");
}

TEST_CASE("a level word that is there already is not repeated") {
  CHECK(dovecot_file_line("T ", Severity::error, "auth: Error: x") == "T auth: Error: x");
}

TEST_CASE("other files have the ident") {
  CHECK(daemon::plain_file_line("T ", "postgrey", "action=pass") == "T postgrey: action=pass");
  CHECK(daemon::plain_file_line("", "", "bare") == "bare");
}

TEST_CASE("control bytes cannot forge a second line, and there is an end to every line") {
  CHECK(daemon::cleaned_line("a\nb\r\t\x7f") == "a?b???");
  CHECK(daemon::cleaned_line(std::string(100'000, 'x')).size() == 8192);
}

TEST_CASE("the time is written as strftime(3) says") {
  std::tm time{};
  time.tm_year = 126;
  time.tm_mon = 10;
  time.tm_mday = 3;
  time.tm_hour = 8;
  CHECK(daemon::time_text("%b %d %H:%M:%S ", time) == "Nov 03 08:00:00 ");
  CHECK(daemon::time_text("", time).empty());
}
