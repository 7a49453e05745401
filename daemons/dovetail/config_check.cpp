// SPDX-License-Identifier: MIT
#include <algorithm>

#include "daemons/dovetail/config_commands.hpp"
#include "daemons/dovetail/config_file.hpp"
#include "daemons/dovetail/service_units.hpp"
#include "libcommon/config/listeners.hpp"

namespace dovetail::cli {
namespace {

constexpr Option kOptions[] = {kConfigOption, {'q', "quiet", "", "Only warnings and errors."}};

std::string described(const config::Listener& listener) {
  const std::string service = "service " + listener.service + ": ";
  if (listener.kind == config::Listener::Kind::inet) {
    return service + "port " + std::to_string(listener.port) +
           (listener.opens() ? "" : " (port 0: not opened)");
  }
  std::string out = service + listener.path;
  if (listener.dovecot_builtin) {
    return out + " (Dovecot's own: not opened, but a socket handed over by systemd takes its settings)";
  }
  return listener.opens()
             ? out
             : out + " (mode 0: not opened, but a socket handed over by systemd takes its settings)";
}

// Which sockets a daemon would open by itself. systemd's own replace them all.
void print_listeners(const config::Document& document, Console& console) {
  config::Findings ignored;
  const config::Section view = config::resolve(document, {});
  for (const ServiceUnit& service : service_units()) {
    for (const auto& listener : config::listeners(document, view, service.service,
                                                  config::listener_rules(document, view), ignored)) {
      console.out(described(listener));
    }
  }
}

// Each once, though several daemons find it.
std::size_t count_errors(const config::Findings& findings) {
  const auto all = findings.sorted();
  const auto is_error = [](const config::Finding& one) { return one.gravity == config::Gravity::error; };
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), is_error));
}

int run(const Invocation& invocation, Console& console) {
  const CheckedFile checked = check_file(invocation.config_file());
  const bool quiet = invocation.has("quiet");
  print_findings(checked.findings, !quiet, console);
  if (!quiet && !checked.findings.is_unreadable()) {
    print_listeners(checked.document, console);
    const std::size_t errors = count_errors(checked.findings);
    const std::size_t files = checked.document.files.size();
    console.out(checked.document.main_file + ": " + std::to_string(files) +
                (files == 1 ? " file read, " : " files read, ") +
                (errors == 0 ? "no errors" : std::to_string(errors) + (errors == 1 ? " error" : " errors")));
  }
  return status_of(checked.findings);
}

}  // namespace

const Command kConfigCheck = {
    "config", "check", "", 0, 0, "All problems of a configuration, with file and line.", kOptions, run};

}  // namespace dovetail::cli
