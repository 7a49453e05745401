// SPDX-License-Identifier: MIT
#include "libcommon/daemon/frame.hpp"

#include <cstdio>
#include <exception>

#include "libcommon/daemon/log_sinks.hpp"
#include "libcommon/daemon/process.hpp"
#include "libcommon/daemon/runner.hpp"

namespace dovetail::daemon {

namespace {

// sysexits.h
constexpr int kUsage = 64;
constexpr int kNoInput = 66;
constexpr int kSystemError = 71;
constexpr int kConfig = 78;

void print(std::FILE* to, const std::string& text) {
  std::fputs(text.c_str(), to);
}

// Every problem in one run; the status that --check and a refused start end with.
int tell_findings(const config::Findings& findings, base::Log& log) {
  for (const config::Finding& one : findings.sorted()) {
    if (one.gravity == config::Gravity::error) {
      log.error(config::to_string(one));
    } else if (one.gravity == config::Gravity::warning) {
      log.warning(config::to_string(one));
    }
  }
  if (findings.is_unreadable()) {
    return kNoInput;
  }
  return findings.has_errors() ? kConfig : 0;
}

int run_checked(const ProgramInfo& program, const Options& options, Application& application, LogSinks& log) {
  config::Findings findings;
  auto setup = application.load(options, findings);
  const int status = tell_findings(findings, log);
  if (status != 0 || !setup) {
    return status != 0 ? status : kConfig;
  }
  if (options.action == Action::check) {
    return 0;
  }
  if (options.action == Action::print_config) {
    print(stdout, setup->shown);
    return 0;
  }
  return Runner(program, options, application, log).run(std::move(setup));
}

}  // namespace

int run(const ProgramInfo& program, const Options& options, Application& application) {
  if (options.action == Action::help) {
    print(stdout, help_text(program));
    return 0;
  }
  if (options.action == Action::version) {
    print(stdout, version_text(program));
    return 0;
  }
  prepare_process();
  LogSinks log;
  try {
    return run_checked(program, options, application, log);
  } catch (const std::exception& problem) {
    log.error("dovetail-" + program.name + ": " + problem.what());
    return kSystemError;
  }
}

int run(const ProgramInfo& program, int argc, char** argv, Application& application) {
  const auto options = parse_command_line(program, argc, argv);
  if (!options) {
    print(stderr, options.error().detail + "\n");
    return kUsage;
  }
  return run(program, *options, application);
}

}  // namespace dovetail::daemon
