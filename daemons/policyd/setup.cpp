// SPDX-License-Identifier: MIT
#include "daemons/policyd/setup.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <unistd.h>

#include "libcommon/base/text.hpp"
#include "libcommon/daemon/configuration.hpp"
#include "policy/greylist/store_lock.hpp"
#include "policy/protocol/action.hpp"

namespace dovetail::policyd {
namespace {

using policy::greylist::Settings;

std::string system_host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

// `view`: the file's settings, to name their place; null for a command line.
void check_values(const Settings& settings, const config::Section* view, config::Findings& findings) {
  const auto wrong = [&](const char* name, const std::string& text) {
    const config::Setting* setting = view == nullptr ? nullptr : view->find(name);
    findings.error(setting == nullptr ? config::Position{} : setting->where, std::string(name) + text);
  };
  const auto most = [&](const char* name, unsigned value, unsigned limit) {
    if (value > limit) wrong(name, " is at most " + std::to_string(limit));
  };
  most("greylist_ipv4_prefix", settings.ipv4_prefix, 32);
  most("greylist_ipv6_prefix", settings.ipv6_prefix, 128);
  most("greylist_auto_whitelist_ipv4_prefix", settings.awl_ipv4_prefix, 32);
  most("greylist_auto_whitelist_ipv6_prefix", settings.awl_ipv6_prefix, 128);
  if (policy::safe_action(settings.action + " " + settings.text) == "DUNNO" && settings.action != "DUNNO") {
    wrong("greylist_action",
          ": Postfix does not know how to " + settings.action + " with this greylist_text");
  }
}

// A list of the defaults that is not installed: no file names it, so no file is wrong.
bool lacks_default_list(const std::string& problem) {
  const auto& own = policy::greylist::own_lists();
  const auto names = [&](const std::string& path) {
    return problem.starts_with("can't open " + path + ": ");
  };
  return std::any_of(own.clients.begin(), own.clients.end(), names) ||
         std::any_of(own.recipients.begin(), own.recipients.end(), names);
}

config::Gravity gravity_of(const policy::greylist::ListProblem& problem, const Reading& reading) {
  using config::Gravity;
  if (reading.occasion != Occasion::start && lacks_default_list(problem.text)) {
    return reading.occasion == Occasion::check ? Gravity::note : Gravity::warning;
  }
  const bool known = reading.in_force != nullptr && reading.in_force->lacks(problem.unread_file);
  return problem.fatal && !known && reading.occasion == Occasion::reload ? Gravity::error : Gravity::warning;
}

// Everything that follows from the settings, whatever they came from.
void complete(GreylistSetup& setup, Settings settings, const Reading& reading, config::Findings& findings) {
  if (settings.hostname.empty()) settings.hostname = system_host_name();
  setup.server.session.close_after_reply = settings.exim;
  setup.server.log_connections = settings.verbose;
  setup.decider.time_limit = settings.time_limit;
  const bool pass = settings.fallback == policy::greylist::Fallback::pass;
  setup.decider.fallback = pass ? "DUNNO" : "DEFER_IF_PERMIT 4.3.0 Temporary internal error";

  auto rules = std::make_shared<policy::greylist::Rulebook>();
  std::vector<policy::greylist::ListProblem> problems;
  rules->lists = policy::greylist::Whitelists::load(settings, problems);
  for (const auto& problem : problems) {
    findings.add(gravity_of(problem, reading), {}, problem.text);
  }
  const char* test_time = std::getenv("DOVETAIL_POLICY_TEST_TIME");
  rules->allow_test_time = test_time != nullptr && std::string_view(test_time) == "1";
  rules->settings = std::move(settings);
  setup.rules = std::move(rules);
}

void apply_command_line(const daemon::Options& options, Settings& settings, config::Findings& findings) {
  bool own_clients = false;  // the first file of a kind replaces those of the configuration
  bool own_recipients = false;
  for (const auto& [name, value] : options.extra) {
    if (name == "service" || name == "stdio") continue;
    if (name == "whitelist-clients" && !std::exchange(own_clients, true)) settings.client_lists.clear();
    if (name == "whitelist-recipients" && !std::exchange(own_recipients, true))
      settings.recipient_lists.clear();
    if (auto done = policy::greylist::apply_postgrey_option(settings, name, value); !done) {
      findings.error({}, done.error().detail);
    }
  }
}

// On a machine from which Postgrey's package is gone, or where it never was, ours take the place of its
// lists.
void replace_missing_lists(std::vector<std::string>& lists, const std::vector<std::string>& postgreys,
                           const std::vector<std::string>& own) {
  if (lists != postgreys || ::access(lists.front().c_str(), F_OK) == 0) return;
  if (::access(own.front().c_str(), R_OK) == 0) lists = own;
}

config::Listener listener_for(const policy::greylist::PostgreyOptions& options) {
  config::Listener listener;
  listener.service = "policy";
  listener.mode = options.socket_mode;
  return listener;
}

void add_inet(const policy::greylist::PostgreyOptions& options, const std::string& endpoint,
              GreylistSetup& setup, config::Findings& findings) {
  const std::size_t colon = endpoint.rfind(':');
  config::Listener listener = listener_for(options);
  listener.kind = config::Listener::Kind::inet;
  std::string host = colon == std::string::npos || colon == 0 ? "localhost" : endpoint.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  listener.name = endpoint;
  listener.addresses = {host};
  const auto port =
      base::to_number<std::uint16_t>(endpoint.substr(colon == std::string::npos ? 0 : colon + 1));
  if (!port || *port == 0) findings.error({}, "ERROR: bad port in --inet=" + endpoint);
  listener.port = port.value_or(0);
  setup.frame.listeners.push_back(std::move(listener));
}

}  // namespace

std::unique_ptr<GreylistSetup> setup_from_config(const daemon::Options& options, Reading reading,
                                                 config::Findings& findings) {
  auto setup = std::make_unique<GreylistSetup>();
  const daemon::Service service{.name = "policy", .protocol = "", .program = "policyd", .ident = "postgrey"};
  const auto file = daemon::open_configuration(options.config_file, service,
                                               {&policy::greylist::settings_schema()}, *setup, findings);
  Settings settings = policy::greylist::settings_schema().read(file.view, findings);
  apply_command_line(options, settings, findings);
  check_values(settings, &file.view, findings);
  if (options.action == daemon::Action::check) reading.occasion = Occasion::check;
  complete(*setup, std::move(settings), reading, findings);
  return setup;
}

std::unique_ptr<GreylistSetup> setup_from_postgrey(const policy::greylist::PostgreyOptions& options,
                                                   Reading reading, config::Findings& findings) {
  static const bool started_as_root = ::geteuid() == 0;  // a reload comes after the rights were dropped
  auto setup = std::make_unique<GreylistSetup>();
  for (const std::string& path : options.unix_paths) {
    config::Listener listener = listener_for(options);
    listener.name = listener.path = path;
    if (started_as_root) {  // as Net::Server: the socket belongs to the one who serves it
      listener.user = options.user;
      listener.group = options.group;
    }
    setup->frame.listeners.push_back(std::move(listener));
  }
  for (const std::string& endpoint : options.inet) {
    add_inet(options, endpoint, *setup, findings);
  }
  setup->frame.user = options.user;
  setup->frame.group = options.group;
  setup->frame.shutdown_timeout = std::chrono::seconds(5);
  setup->frame.log.ident = options.daemonize ? "postgrey" : "";  // on stderr the bare text, as Postgrey
  setup->frame.log.log_path = options.daemonize ? "syslog" : "/dev/stderr";
  setup->frame.log.syslog_facility = options.facility;
  setup->frame.daemonize = options.daemonize;
  setup->frame.admin_socket = options.dbdir + "/dovetail-greylist.admin";  // for `dovetail greylist --dbdir`
  setup->frame.admin_socket_group = started_as_root ? options.group : "";
  constexpr std::size_t kLongestSocketPath = 107;  // unix(7)
  if (setup->frame.admin_socket.size() > kLongestSocketPath) setup->frame.admin_socket.clear();
  if (options.daemonize) setup->frame.pid_file = options.pid_file;
  setup->listen_queue = options.listen_queue;
  // Told before anything else is opened: the admin socket beside it would be met first.
  if (reading.occasion == Occasion::start) {
    auto free = policy::greylist::StoreLock::look(options.settings.database);
    if (!free) findings.error({}, free.error().detail);
  }
  check_values(options.settings, nullptr, findings);
  Settings settings = options.settings;
  const auto& postgrey = policy::greylist::installed_defaults();
  const auto& own = policy::greylist::own_lists();
  replace_missing_lists(settings.client_lists, postgrey.client_lists, own.clients);
  replace_missing_lists(settings.recipient_lists, postgrey.recipient_lists, own.recipients);
  config::Findings of_lists;
  complete(*setup, std::move(settings), reading, of_lists);
  for (const config::Finding& finding : of_lists.sorted()) {
    if (finding.gravity == config::Gravity::error) {
      findings.error(finding.where, finding.text);
    } else {
      setup->list_problems.push_back(finding.text);
    }
  }
  return setup;
}

}  // namespace dovetail::policyd
