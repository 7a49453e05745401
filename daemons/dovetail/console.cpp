// SPDX-License-Identifier: MIT
#include "daemons/dovetail/console.hpp"

#include <unistd.h>

#include <cstdio>

namespace dovetail::cli {
namespace {

void write_line(std::FILE* file, std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), file);
  std::fputc('\n', file);
  std::fflush(file);
}

}  // namespace

void StandardConsole::out(std::string_view line) {
  write_line(stdout, line);
}

void StandardConsole::err(std::string_view line) {
  write_line(stderr, line);
}

bool StandardConsole::is_terminal() const {
  return ::isatty(STDOUT_FILENO) == 1;
}

std::string StandardConsole::input(std::size_t limit) {
  std::string all;
  char buffer[16384];
  while (all.size() < limit) {
    const std::size_t got = std::fread(buffer, 1, sizeof buffer, stdin);
    if (got == 0) {
      break;
    }
    all.append(buffer, got);
  }
  all.resize(all.size() < limit ? all.size() : limit);
  return all;
}

}  // namespace dovetail::cli
