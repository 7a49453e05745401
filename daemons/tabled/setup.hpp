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
// `in_force`: at a reload, for the tables whose files nobody touched.
std::unique_ptr<TabledSetup> read_setup(const daemon::Options& options, config::Findings& findings,
                                        const table::maps::Registry* in_force = nullptr);

}  // namespace dovetail::tabled
