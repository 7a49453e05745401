// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/lmtpd.hpp"
#include "libcommon/daemon/frame.hpp"

int main(int argc, char** argv) {
  dovetail::daemon::ProgramInfo program;
  program.name = "lmtpd";
  program.summary = "deliver mail from Postfix into Maildir++ with Sieve and quota";
  dovetail::lmtpd::Lmtpd lmtpd;
  return dovetail::daemon::run(program, argc, argv, lmtpd);
}
