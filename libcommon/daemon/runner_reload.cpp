// SPDX-License-Identifier: MIT
#include <utility>

#include "libcommon/daemon/runner.hpp"

namespace dovetail::daemon {

namespace {

// One text per listener, for comparing: what a restart would open differently.
std::vector<std::string> shape(const std::vector<config::Listener>& listeners) {
  std::vector<std::string> shapes;
  for (const config::Listener& one : listeners) {
    std::string text = one.service + " " + to_string(one) + " " + one.type + " " + std::to_string(one.mode) +
                       " " + one.user + " " + one.group;
    for (const config::Setting& option : one.options) {
      text += " " + option.key + "=" + option.value.text;
    }
    shapes.push_back(std::move(text));
  }
  return shapes;
}

// All problems, one a line; warnings go to the log alone.
std::string problems_of(const config::Findings& findings, base::Log& log) {
  std::string problems;
  for (const config::Finding& one : findings.sorted()) {
    if (one.gravity == config::Gravity::error) {
      problems += (problems.empty() ? "" : "\n") + config::to_string(one);
      log.error(config::to_string(one));
    } else if (one.gravity == config::Gravity::warning) {
      log.warning(config::to_string(one));
    }
  }
  return problems;
}

}  // namespace

std::string Runner::reload() {
  notifier_.reloading();
  const auto outcome = try_reload();
  metrics_.counter("dovetail_reloads_total", "", {{"result", outcome ? "ok" : "failed"}}).add();
  if (outcome) {
    last_reload_ = "ok";
    log_.info("configuration reloaded");
    notifier_.status("configuration reloaded");
  } else {
    last_reload_ = "failed: " + outcome.error().detail;
    log_.error("reload failed, the old configuration stays in force: " + outcome.error().detail);
    notifier_.status("reload failed, the old configuration stays in force");
  }
  notifier_.ready();
  return outcome ? "" : outcome.error().detail;
}

base::Result<void> Runner::try_reload() {
  if (stopping_) {
    return base::Unexpected(base::temporary("the daemon is stopping"));
  }
  config::Findings findings;
  std::unique_ptr<Setup> setup;
  try {
    setup = application_.load(options_, findings);
  } catch (const std::exception& problem) {
    return base::Unexpected(base::temporary(problem.what()));
  }
  const std::string problems = problems_of(findings, log_);
  if (findings.has_errors() || findings.is_unreadable() || !setup) {
    return base::Unexpected(base::permanent(problems));
  }
  const FrameSettings fresh = setup->frame;
  try {
    if (auto taken = application_.reload(std::move(setup)); !taken) {
      return taken;
    }
  } catch (const std::exception& problem) {
    return base::Unexpected(base::temporary(problem.what()));
  }
  if (auto configured = log_.configure(fresh.log); !configured) {
    log_.error(configured.error().detail + "; the log stays where it was");
  }
  shutdown_timeout_ = fresh.shutdown_timeout;
  report_fixed_changes(fresh);
  return {};
}

void Runner::report_fixed_changes(const FrameSettings& fresh) {
  const auto changed = [this](const char* what) {
    log_.warning(std::string(what) + " changed: takes effect with a restart");
  };
  if (shape(fresh.listeners) != shape(at_start_.listeners)) {
    changed("listeners");
  }
  if (fresh.user != at_start_.user || fresh.group != at_start_.group) {
    changed("user or group");
  }
  if (fresh.admin_socket != at_start_.admin_socket || fresh.metrics_listener != at_start_.metrics_listener) {
    changed("admin_socket or metrics_listener");
  }
}

}  // namespace dovetail::daemon
