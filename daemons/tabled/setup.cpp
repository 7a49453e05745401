// SPDX-License-Identifier: MIT
#include "daemons/tabled/setup.hpp"

#include "daemons/tabled/door_rules.hpp"
#include "libcommon/config/common_settings.hpp"
#include "libcommon/config/load.hpp"
#include "libcommon/config/source.hpp"

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

// The account to become when started as root.
void set_user(const config::Section& view, const config::CommonSettings& common, daemon::FrameSettings& frame,
              config::Findings& findings) {
  const config::ServiceSettings service = config::service_settings(view, "tables", findings);
  const bool own = !service.user.empty() && service.user != "root" && service.user != "0";
  frame.user = own ? service.user : common.default_internal_user;
  frame.group = service.group;
}

}  // namespace

std::unique_ptr<TabledSetup> read_setup(const daemon::Options& options, config::Findings& findings) {
  const config::DiskSource files;
  auto setup = std::make_unique<TabledSetup>();
  setup->document = config::load(options.config_file, files, findings);
  const config::Document& document = setup->document;
  config::FilterContext context;
  context.protocol = "tables";
  const config::Section view = config::resolve(document, context);
  const config::CommonSettings common = config::common_schema().read(view, findings);
  setup->settings = table::maps::tables_schema().read(view, findings);
  auto sections = table::maps::read_table_sections(view, findings);
  config::check_names(document,
                      {&config::common_schema(), &table::maps::tables_schema(), &table::maps::table_schema()},
                      findings);

  setup->frame = daemon::frame_settings(common, "tabled", "dovetail-tabled");
  setup->frame.listeners =
      config::listeners(document, view, "tables", config::listener_rules(document, view), findings);
  for (const config::Listener& listener : setup->frame.listeners)
    read_door_rules(listener, findings);
  set_user(view, common, setup->frame, findings);

  const bool checking = options.action == daemon::Action::check;
  std::vector<table::maps::FileProblem> problems;
  for (const auto& plan : table::maps::plan_maps(setup->settings, std::move(sections), files, problems)) {
    setup->maps.push_back(table::maps::read_map(plan, setup->settings, files));
    const auto& found = setup->maps.back().loaded.problems;
    problems.insert(problems.end(), found.begin(), found.end());
  }
  add_table_problems(problems, checking, findings);
  return setup;
}

}  // namespace dovetail::tabled
