// SPDX-License-Identifier: MIT
#include "libcommon/daemon/frame.hpp"
#include "tests/programs/echod/echo_daemon.hpp"

int main(int argc, char** argv) {
  const dovetail::daemon::ProgramInfo program{
      .name = "echod",
      .summary = "Echoes lines; shows what the frame of our daemons does.",
      .extra = {{"word", 'w', "WORD", "a word of no meaning"}, {"flag", 0, "", "a flag of no meaning"}}};
  dovetail::echod::EchoDaemon application;
  return dovetail::daemon::run(program, argc, argv, application);
}
