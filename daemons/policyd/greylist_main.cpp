// SPDX-License-Identifier: MIT
#include "daemons/policyd/greylist_main.hpp"

#include <cstdio>

#include "daemons/policyd/greylist_application.hpp"
#include "daemons/policyd/quota_application.hpp"
#include "daemons/policyd/stdio_server.hpp"
#include "libcommon/daemon/frame.hpp"
#include "libcommon/daemon/log_sinks.hpp"

namespace dovetail::policyd {
namespace {

constexpr int kUsage = 64;  // sysexits.h
constexpr int kConfig = 78;
constexpr int kSystem = 71;

daemon::ProgramInfo program_info() {
  daemon::ProgramInfo program;
  program.name = "policyd";
  program.summary = "policy server for Postfix: greylisting, quota";
  program.extra = {{"service", 0, "NAME", "policy (greylisting, the default) or quota-status"},
                   {"stdio", 0, "", "serve the one connection on standard input and output (spawn(8))"}};
  for (const auto& option : policy::greylist::setting_options()) {
    program.extra.push_back(
        {option.name, 0, option.has_value ? "VALUE" : "", "as Postgrey's; overrides the file"});
  }
  return program;
}

int stdio_main(const daemon::Options& options) {
  daemon::LogSinks log;
  config::Findings findings;
  const auto setup = setup_from_config(options, Occasion::start, findings);
  for (const auto& finding : findings.sorted()) {
    if (finding.gravity == config::Gravity::error) log.error(config::to_string(finding));
  }
  if (findings.has_errors()) return kConfig;
  if (auto ready = log.configure(setup->frame.log); !ready) log.error(ready.error().detail);
  const base::SystemClock clock;
  using policy::greylist::Sharing;
  auto opened = policy::greylist::open_store(setup->rules->settings, clock, Sharing::shared);
  if (!opened) {
    log.error(opened.error().detail);
    return kSystem;  // Postfix answers with its smtpd_policy_service_default_action
  }
  Engine engine(std::move(opened->store));
  return serve_stdio(*setup, engine, log, clock, opened->checkpoint_path);
}

// What getopt cannot know: a misspelt service would greylist.
std::string usage_problem(const daemon::Options& options) {
  const std::string service = options.value("service").value_or("policy");
  if (service != "policy" && service != "quota-status") {
    return "unknown service " + service + ": policy or quota-status";
  }
  const bool both = service == "quota-status" && options.value("stdio");
  return both ? "--stdio serves greylisting alone: quota-status looks users up on a socket of its own" : "";
}

}  // namespace

int greylist_main(int argc, char** argv) {
  const daemon::ProgramInfo program = program_info();
  const auto options = daemon::parse_command_line(program, argc, argv);
  if (!options) {
    std::fprintf(stderr, "%s\n", options.error().detail.c_str());
    return kUsage;
  }
  if (const std::string problem = usage_problem(*options); !problem.empty()) {
    std::fprintf(stderr, "dovetail-policyd: %s; try --help\n", problem.c_str());
    return kUsage;
  }
  if (options->action == daemon::Action::run && options->value("stdio")) return stdio_main(*options);
  if (options->value("service") == "quota-status") {
    QuotaApplication quota;
    return daemon::run(program, *options, quota);
  }
  GreylistApplication application(setup_from_config, false);
  return daemon::run(program, *options, application);
}

}  // namespace dovetail::policyd
