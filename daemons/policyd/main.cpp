// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include "daemons/policyd/greylist_main.hpp"
#include "daemons/policyd/postgrey_main.hpp"

int main(int argc, char** argv) {
  using namespace dovetail::policyd;
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  if (is_postgrey(argc > 0 ? argv[0] : "", arguments)) return postgrey_main(arguments);
  return greylist_main(argc, argv);
}
