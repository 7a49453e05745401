// SPDX-License-Identifier: MIT
#include "daemons/dovetail/config_commands.hpp"
#include "daemons/dovetail/config_file.hpp"
#include "libcommon/config/listeners.hpp"

namespace dovetail::cli {
namespace {

constexpr Option kOptions[] = {kConfigOption, {'q', "quiet", "", "Only warnings and errors."}};

std::string described(const config::Listener& listener) {
  const std::string service = "service " + listener.service + ": ";
  if (listener.kind == config::Listener::Kind::inet) {
    return service + "port " + std::to_string(listener.port) + (listener.opens() ? "" : " (port 0: not opened)");
  }
  std::string out = service + listener.path;
  if (listener.dovecot_builtin) {
    return out + " (Dovecot's own: not opened, but a socket handed over by systemd takes its settings)";
  }
  return listener.opens() ? out : out + " (mode 0: not opened, but a socket handed over by systemd takes its settings)";
}

// Which sockets a daemon would open by itself. systemd's own replace them all.
void print_listeners(const config::Document& document, Console& console) {
  config::Findings ignored;
  const config::Section view = config::resolve(document, {});
  for (const char* service : {"policy", "quota-status", "auth", "lmtp", "tables"}) {
    for (const auto& listener :
         config::listeners(document, view, service, config::listener_rules(document, view), ignored)) {
      console.out(described(listener));
    }
  }
}

int run(const Invocation& invocation, Console& console) {
  const CheckedFile checked = check_file(invocation.config_file());
  const bool quiet = invocation.has("quiet");
  print_findings(checked.findings, !quiet, console);
  if (!quiet && !checked.findings.is_unreadable()) {
    print_listeners(checked.document, console);
    const std::size_t errors = checked.findings.errors();
    console.out(checked.document.main_file + ": " + std::to_string(checked.document.files.size()) + " files read, " +
                (errors == 0 ? "no errors" : std::to_string(errors) + (errors == 1 ? " error" : " errors")));
  }
  return status_of(checked.findings);
}

}  // namespace

const Command kConfigCheck = {
    "config", "check", "", 0, 0, "All problems of a configuration, with file and line.", kOptions, run};

}  // namespace dovetail::cli
