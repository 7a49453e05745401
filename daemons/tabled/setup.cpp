// SPDX-License-Identifier: MIT
#include "daemons/tabled/setup.hpp"

#include "daemons/tabled/door_rules.hpp"
#include "libcommon/config/source.hpp"
#include "libcommon/daemon/configuration.hpp"

namespace dovetail::tabled {
namespace {

void add_table_problems(const std::vector<table::maps::FileProblem>& problems, bool checking,
                        config::Findings& findings) {
  for (const table::maps::FileProblem& one : problems) {
    const bool error = one.problem.is_error && checking;
    findings.add(error ? config::Gravity::error : config::Gravity::warning,
                 {one.file, static_cast<unsigned>(one.problem.line)}, one.problem.text);
  }
}

void check_settings(const config::Section& view, const table::maps::TablesSettings& settings,
                    config::Findings& findings) {
  if (settings.tables_pool_size == 0) {
    const config::Setting* written = view.find("tables_pool_size");
    findings.error(written == nullptr ? config::Position{} : written->where,
                   "tables_pool_size: at least one connection is needed");
  }
}

}  // namespace

std::unique_ptr<TabledSetup> read_setup(const daemon::Options& options, config::Findings& findings,
                                        const table::maps::Registry* in_force) {
  const config::DiskSource files;
  auto setup = std::make_unique<TabledSetup>();
  const daemon::Service service{
      .name = "tables", .protocol = "tables", .program = "tabled", .ident = "dovetail-tabled"};
  const auto file = daemon::open_configuration(options.config_file, service,
                                               {&table::maps::tables_schema(), &table::maps::table_schema()},
                                               *setup, findings);
  setup->settings = table::maps::tables_schema().read(file.view, findings);
  check_settings(file.view, setup->settings, findings);
  auto sections = table::maps::read_table_sections(file.view, findings);
  for (const config::Listener& listener : setup->frame.listeners) {
    read_door_rules(listener, findings);
  }

  const bool checking = options.action == daemon::Action::check;
  std::vector<table::maps::FileProblem> problems;
  for (const auto& plan : table::maps::plan_maps(setup->settings, std::move(sections), files, problems)) {
    auto same = in_force == nullptr ? std::nullopt : in_force->unchanged(plan, setup->settings);
    setup->maps.push_back(same ? *std::move(same) : table::maps::read_map(plan, setup->settings, files));
    const auto& found = setup->maps.back().loaded.problems;
    problems.insert(problems.end(), found.begin(), found.end());
  }
  add_table_problems(problems, checking, findings);
  return setup;
}

}  // namespace dovetail::tabled
