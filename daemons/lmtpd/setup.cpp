// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/setup.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "libcommon/config/typed.hpp"
#include "libcommon/daemon/configuration.hpp"
#include "libcommon/maildir/mail_settings.hpp"
#include "libcommon/quota/settings.hpp"
#include "lmtp/sieve/extensions/all.hpp"
#include "lmtp/sieve/language/checker.hpp"

namespace dovetail::lmtpd {

namespace {

// As Dovecot: the system's name, completed by its resolver if it has no dot.
std::string find_hostname() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  std::string host = name;
  if (host.find('.') != std::string::npos) {
    return host;
  }
  addrinfo hints{};
  hints.ai_flags = AI_CANONNAME;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(name, nullptr, &hints, &found) == 0 && found != nullptr) {
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, &::freeaddrinfo);
    const std::string_view full = found->ai_canonname == nullptr ? "" : found->ai_canonname;
    host =
        full.find('.') == std::string_view::npos || full.starts_with("localhost") ? host : std::string(full);
  }
  return host;
}

// Once: a reload must not wait for a resolver.
const std::string& system_hostname() {
  static const std::string name = find_hostname();
  return name;
}

void read_mailboxes(const config::Section& view, Config& config) {
  const config::Section* space = dovetail::maildir::inbox_namespace(view);
  for (const config::Section* mailbox :
       space == nullptr ? std::vector<const config::Section*>() : space->all("mailbox")) {
    const std::string automatic = mailbox->text("auto", "no");
    if (automatic == "create" || automatic == "subscribe") {
      config.policy.auto_mailboxes[config.users.space.prefix + mailbox->name()] = automatic == "subscribe";
    }
  }
}

// What can be judged without a user is judged at start.
void check_quota(const config::Section& view, const Config& config, config::Findings& findings) {
  auto plugin = config.users.plugin;
  for (auto& [name, value] : plugin) {
    for (auto at = value.find("%%"); at != std::string::npos; at = value.find("%%", at + 1)) {
      value.erase(at, 1);
    }
  }
  const auto quota = quota::read_settings(plugin);
  const config::Section* section = view.section("plugin");
  if (config.policy.quota_enabled && !quota && section != nullptr) {
    findings.error(section->where(), quota.error().detail);
  }
}

void read_sieve(const config::Section& view, Config& config, config::Findings& findings) {
  auto& sieve = config.policy.sieve;
  sieve.plugin = config.users.plugin;
  sieve.hostname = config.hostname;
  sieve.domain = config.hostname.substr(std::min(config.hostname.find('.'), config.hostname.size() - 1) + 1);
  sieve.version = DOVETAIL_VERSION;
  sieve.recipient_delimiter = config.settings.recipient_delimiter;
  const auto wrong = [&](const std::string& name, const std::string& problem) {
    const config::Setting* written = view.find("plugin/" + name);
    findings.error(written == nullptr ? config::Position{} : written->where, name + ": " + problem);
  };
  const auto number = [&](const char* name, std::size_t& target) {
    const auto found = config.users.plugin.find(name);
    const auto value = found == config.users.plugin.end() ? base::Result<std::uint64_t, std::string>(target)
                                                          : config::parse_number(found->second);
    value ? static_cast<void>(target = *value) : wrong(name, value.error());
  };
  number("sieve_max_actions", sieve.max_actions);
  number("sieve_max_redirects", sieve.max_redirects);
  if (const auto found = config.users.plugin.find("sieve_max_cpu_time"); found != config.users.plugin.end()) {
    const auto time = config::parse_time(found->second);
    time ? static_cast<void>(sieve.max_cpu_time = *time) : wrong("sieve_max_cpu_time", time.error());
  }
}

std::string plugin_value(const Config& config, const char* name) {
  const auto found = config.users.plugin.find(name);
  return found == config.users.plugin.end() ? std::string() : found->second;
}

void make_script_cache(Config& config, config::Findings& findings) {
  namespace sieve = lmtp::sieve;
  const sieve::Registry& registry = sieve::all_extensions();
  std::vector<std::string> unknown;
  const auto options = [&](const std::string& extensions) {
    sieve::CompileOptions made;
    made.available =
        extensions.empty() ? registry.default_set() : registry.configured_set(extensions, unknown);
    made.max_redirects = config.policy.sieve.max_redirects;
    made.max_variables = config.policy.sieve.max_variables;
    return made;
  };
  const std::string personal = plugin_value(config, "sieve_extensions");
  config.scripts = std::make_unique<lmtp::scripts::ScriptCache>(
      registry, options(personal), options(personal + " " + plugin_value(config, "sieve_global_extensions")));
  config.policy.scripts = config.scripts.get();
  for (const std::string& name : unknown) {
    findings.warning({}, "sieve_extensions: unknown extension " + name);
  }
}

void read_policy(Config& config, const dovetail::maildir::MailSettings& mail) {
  const LmtpSettings& settings = config.settings;
  auto& policy = config.policy;
  policy.hostname = config.hostname;
  policy.sync = settings.mail_fsync == Fsync::never  ? lmtp::maildir::Sync::never
                : settings.mail_fsync == Fsync::file ? lmtp::maildir::Sync::file
                                                     : lmtp::maildir::Sync::file_and_directory;
  policy.save_crlf = settings.mail_save_crlf;
  policy.autocreate = settings.lda_mailbox_autocreate;
  policy.autosubscribe = settings.lda_mailbox_autosubscribe;
  policy.quota_enabled = mail.has_plugin("quota");
  policy.quota_full_tempfail = settings.quota_full_tempfail;
  policy.log_format = settings.deliver_log_format;
  policy.original_recipient_header = settings.lda_original_recipient_header;
  policy.postmaster = settings.postmaster_address;
  if (const std::string sender = plugin_value(config, "sieve_redirect_envelope_from"); !sender.empty()) {
    policy.redirect_sender = sender;
  }
}

void read_networks(Config& config, config::Findings& findings) {
  for (const std::string& word : config.settings.login_trusted_networks) {
    const auto network = config::parse_network(word);
    network ? config.trusted.push_back(*network)
            : findings.error({}, "login_trusted_networks: not a network: " + word);
  }
}

std::string state_dir_of(const LmtpSettings& settings, const std::string& base_dir) {
  const char* given = std::getenv("STATE_DIRECTORY");
  return !settings.lmtp_state_dir.empty() ? settings.lmtp_state_dir
         : given != nullptr               ? std::string(given).substr(0, std::string(given).find(':'))
                                          : base_dir + "/dovetail-lmtpd";
}

}  // namespace

std::unique_ptr<LmtpdSetup> read_setup(const daemon::Options& options, config::Findings& findings) {
  auto setup = std::make_unique<LmtpdSetup>();
  const daemon::Service service{.name = "lmtp",
                                .protocol = "lmtp",
                                .program = "lmtpd",
                                .ident = "",
                                .runs_as = daemon::Service::RunsAs::mail_user,
                                .concerns = {.delivery = true, .quota = true}};
  const auto file =
      daemon::open_configuration(options.config_file, service,
                                 {&settings_schema(), &dovetail::maildir::mail_schema()}, *setup, findings);
  const config::Section& view = file.view;
  auto config = std::make_shared<Config>();
  config->settings = settings_schema().read(view, findings);
  const auto mail = dovetail::maildir::mail_schema().read(view, findings);

  config->hostname = config->settings.hostname.empty() ? system_hostname() : config->settings.hostname;
  config->users = dovetail::maildir::read_mail_users(view, file.common, mail, findings);
  config->auth_socket = config::auth_socket(file.common);
  read_policy(*config, mail);
  read_mailboxes(view, *config);
  read_sieve(view, *config, findings);
  if (mail.has_plugin("sieve")) {
    make_script_cache(*config, findings);
  }
  check_quota(view, *config, findings);
  read_networks(*config, findings);

  setup->state_dir = state_dir_of(config->settings, file.common.base_dir);
  setup->sendmail_written = view.has("sendmail_path");
  setup->config = std::move(config);
  return setup;
}

}  // namespace dovetail::lmtpd
