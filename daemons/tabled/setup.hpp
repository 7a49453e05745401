// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libcommon/config/findings.hpp"
#include "libcommon/daemon/application.hpp"
#include "libcommon/table/maps/registry.hpp"
#include "libcommon/table/maps/settings.hpp"

namespace dovetail::tabled {

struct TabledSetup final : daemon::Setup {
  table::maps::TablesSettings settings;
  std::vector<table::maps::FreshMap> maps;
};

// Reads the configuration and every table. What is wrong with a table is an error for --check and a warning
// else: then that table alone answers with PERM.
std::unique_ptr<TabledSetup> read_setup(const daemon::Options& options, config::Findings& findings);

}  // namespace dovetail::tabled
