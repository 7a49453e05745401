// SPDX-License-Identifier: MIT
#include "daemons/dovetail/config_file.hpp"

#include "daemons/authd/setup.hpp"
#include "daemons/dovetail/service_units.hpp"
#include "daemons/lmtpd/setup.hpp"
#include "daemons/policyd/quota_setup.hpp"
#include "daemons/policyd/setup.hpp"
#include "daemons/tabled/door_rules.hpp"
#include "daemons/tabled/setup.hpp"
#include "libcommon/config/common_settings.hpp"
#include "libcommon/config/listener_settings.hpp"
#include "libcommon/config/listeners.hpp"
#include "libcommon/maildir/mail_settings.hpp"
#include "libcommon/quota/settings.hpp"
#include "libcommon/table/maps/settings.hpp"
#include "lmtp/delivery/settings.hpp"
#include "lmtp/delivery/sieve_settings.hpp"
#include "policy/greylist/settings.hpp"
#include "policy/quota_status/settings.hpp"
#include "sasl/settings.hpp"

namespace dovetail::cli {
namespace {

using Read = void (*)(const daemon::Options& options, config::Findings& findings);

// Each daemon's own reading: what it would refuse at its start is refused here.
constexpr Read kDaemons[] = {
    [](const daemon::Options& options, config::Findings& findings) {
      policyd::setup_from_config(options, policyd::Occasion::start, findings);
    },
    [](const daemon::Options& options, config::Findings& findings) {
      policyd::read_quota_setup(options, findings);
    },
    [](const daemon::Options& options, config::Findings& findings) {
      authd::read_setup(options, config::DiskSource(), findings);
    },
    [](const daemon::Options& options, config::Findings& findings) { lmtpd::read_setup(options, findings); },
    [](const daemon::Options& options, config::Findings& findings) { tabled::read_setup(options, findings); },
};

// Without the notes: what has no effect on one daemon may have one on the next. A driver file that cannot be
// read gives the status that the daemon would end with.
void add_serious(const config::Findings& found, config::Findings& all) {
  for (config::Finding& one : found.sorted()) {
    if (one.gravity == config::Gravity::error && found.is_unreadable()) {
      all.unreadable(std::move(one.where), std::move(one.text));
    } else if (one.gravity != config::Gravity::note) {
      all.add(one.gravity, std::move(one.where), std::move(one.text));
    }
  }
}

}  // namespace

const std::vector<const config::SchemaBase*>& all_schemas() {
  static const config::Declarations listeners[] = {
      sasl::listener_declarations("unix_listener"), tabled::listener_declarations("unix_listener"),
      sasl::listener_declarations("inet_listener"), tabled::listener_declarations("inet_listener")};
  static const std::vector<const config::SchemaBase*> schemas = {
      &config::common_schema(),
      &config::service_declarations(),
      &config::unix_listener_declarations(),
      &listeners[0],
      &listeners[1],
      &config::inet_listener_declarations(),
      &listeners[2],
      &listeners[3],
      &policy::greylist::settings_schema(),
      &sasl::settings_schema(),
      &sasl::passdb_schema(),
      &sasl::userdb_schema(),
      &table::maps::tables_schema(),
      &table::maps::table_schema(),
      &maildir::mail_schema(),
      &lmtp::delivery::settings_schema(),
      &lmtp::delivery::sieve_declarations(),
      &quota::plugin_declarations(),
      &policy::quota_status::settings_schema(),
      &policy::quota_status::plugin_declarations(),
  };
  return schemas;
}

CheckedFile check_file(const std::string& path) {
  CheckedFile out;
  out.document = config::load(path, config::DiskSource(), out.findings);
  if (out.findings.is_unreadable()) {
    return out;
  }
  config::check_names(out.document, all_schemas(), out.findings);
  daemon::Options options;
  options.action = daemon::Action::check;
  options.config_file = path;
  for (const Read& read : kDaemons) {
    config::Findings found;
    read(options, found);
    add_serious(found, out.findings);
  }
  for (const ServiceUnit& service : service_units()) {
    config::service_settings(out.document.root, service.service, out.findings);
  }
  return out;
}

int status_of(const config::Findings& findings) {
  return findings.is_unreadable() ? kNoInput : findings.has_errors() ? kConfiguration : kSuccess;
}

void print_findings(const config::Findings& findings, bool with_notes, Console& console) {
  for (const config::Finding& finding : findings.sorted()) {
    if (with_notes || finding.gravity != config::Gravity::note) {
      console.out(config::to_string(finding));
    }
  }
  if (findings.dropped() > 0) {
    console.out("… and " + std::to_string(findings.dropped()) + " more");
  }
}

}  // namespace dovetail::cli
