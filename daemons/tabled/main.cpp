// SPDX-License-Identifier: MIT
#include "daemons/tabled/tabled.hpp"
#include "libcommon/daemon/frame.hpp"

int main(int argc, char** argv) {
  dovetail::daemon::ProgramInfo program;
  program.name = "tabled";
  program.summary = "serve Postfix's lookup tables over socketmap and tcp_table";
  dovetail::tabled::Tabled tabled;
  return dovetail::daemon::run(program, argc, argv, tabled);
}
