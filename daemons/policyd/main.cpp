// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include <malloc.h>

#include "daemons/policyd/greylist_main.hpp"
#include "daemons/policyd/postgrey_main.hpp"

int main(int argc, char** argv) {
  using namespace dovetail::policyd;
  // Left to itself malloc(3) learns from the first large index that is freed to keep such ones for ever.
  ::mallopt(M_MMAP_THRESHOLD, 256 * 1024);
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  if (is_postgrey(argc > 0 ? argv[0] : "", arguments)) return postgrey_main(arguments);
  return greylist_main(argc, argv);
}
