// SPDX-License-Identifier: MIT
#include "daemons/dovetail/config_file.hpp"

#include "daemons/dovetail/table_source.hpp"
#include "libcommon/config/common_settings.hpp"
#include "libcommon/config/listeners.hpp"
#include "libcommon/maildir/mail_settings.hpp"
#include "libcommon/table/maps/settings.hpp"
#include "lmtp/delivery/settings.hpp"
#include "policy/greylist/settings.hpp"
#include "policy/quota_status/settings.hpp"
#include "sasl/load_setup.hpp"

namespace dovetail::cli {
namespace {

// The services of ours that a file may describe, with the protocol whose view holds for each.
struct Service {
  const char* name;
  const char* protocol;
  config::Concerns concerns;
};
constexpr Service kServices[] = {{"policy", "", {}},
                                 {"quota-status", "quota-status", {.quota = true}},
                                 {"auth", "", {.login = true}},
                                 {"lmtp", "lmtp", {.delivery = true, .quota = true}},
                                 {"tables", "", {}}};

// A table of the top level is read from the view, that of a section from each section of its type.
void check_values(const config::SchemaBase& schema, const config::Section& view, config::Findings& findings) {
  if (schema.section_type().empty()) {
    schema.check(view, findings);
    return;
  }
  for (const config::Section* section : view.all(schema.section_type())) {
    schema.check(*section, findings);
  }
}

}  // namespace

const std::vector<const config::SchemaBase*>& all_schemas() {
  static const std::vector<const config::SchemaBase*> schemas = {
      &config::common_schema(),     &policy::greylist::settings_schema(), &sasl::settings_schema(),
      &sasl::passdb_schema(),       &sasl::userdb_schema(),               &table::maps::tables_schema(),
      &table::maps::table_schema(), &maildir::mail_schema(),              &lmtp::delivery::settings_schema(),
      &policy::quota_status::settings_schema(),
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
  for (const Service& service : kServices) {
    const config::Section view = config::resolve(out.document, {.protocol = service.protocol});
    for (const config::SchemaBase* schema : all_schemas()) {
      check_values(*schema, view, out.findings);
    }
    config::check_unsupported(view, service.concerns, out.findings);
    const auto rules = config::listener_rules(out.document, view);
    config::listeners(out.document, view, service.name, rules, out.findings);
    if (service.concerns.login) {
      sasl::load_setup(view, config::DiskSource(), out.findings);
    }
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
