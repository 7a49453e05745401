// SPDX-License-Identifier: MIT
#include <exception>
#include <string>

#include "daemons/dovetail/command_line.hpp"

int main(int argc, char** argv) {
  using namespace dovetail::cli;
  StandardConsole console;
  try {
    return run_command_line(commands(), std::vector<std::string>(argv + 1, argv + argc), console);
  } catch (const std::exception& failure) {
    console.err(std::string("dovetail: ") + failure.what());
    return kSoftware;
  }
}
