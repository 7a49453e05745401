// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::table::migrate {

// The parameters that a service of master.cf overrides: `-o name=value`, `-o { name = value }`,
// `-oname=value`.
struct Override {
  std::string service;  // "smtp/inet"
  int line = 0;
  std::string name;
  std::string value;
};
std::vector<Override> read_overrides(std::string_view master_cf);

}  // namespace dovetail::table::migrate
