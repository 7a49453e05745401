// SPDX-License-Identifier: MIT
// svtest [-v] [-F] FILE…: runs *.svtest files. Exit status 0 if every test succeeded; with -F: failed.
#include <cstdio>
#include <cstring>

#include "tests/sieve/harness.hpp"

int main(int argc, char** argv) {
  bool verbose = false;
  bool fail = false;
  bool ok = true;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "-v") == 0) {
      verbose = true;
    } else if (std::strcmp(argv[i], "-F") == 0) {
      fail = true;
    } else if (std::strcmp(argv[i], "--") == 0) {
      continue;
    } else {
      std::string file = argv[i];
      if (file.find('/') == std::string::npos) file = "./" + file;
      ok = dovetail::test::Harness(file).run(verbose, fail) && ok;
    }
  }
  return ok ? 0 : 1;
}
