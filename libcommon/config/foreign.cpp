// SPDX-License-Identifier: MIT
#include "libcommon/config/foreign.hpp"

#include <map>

#include "libcommon/config/dovecot_names.hpp"
#include "libcommon/config/known_names.hpp"
#include "libcommon/config/suite_names.hpp"

namespace dovetail::config {
namespace {

class NameCheck {
 public:
  NameCheck(const Document& document, const std::vector<const SchemaBase*>& schemas, Findings& findings)
      : strict_(document.flavour == Flavour::dovetail), known_(schemas), findings_(findings) {}

  // Filters hold what their surroundings may hold, so `type` stays that of the section outside.
  void visit(const Section& section, const std::string& type) {
    for (const Setting& setting : section.settings()) {
      check_setting(setting, type);
    }
    for (const auto& child : section.sections()) {
      if (is_filter(child->type())) {
        visit(*child, type);
      } else if (child->type().ends_with("_listener") && type != "service") {
        report(child->where(), child->title() + " must stand in service NAME {}", {});
      } else if (child->type() == "service" && child->name().empty()) {
        report(child->where(), "service needs a name: service NAME {", {});
      } else if (child->type() == "service" && !is_suite_service(child->name())) {
        foreign_service(*child);
      } else if (known_.section(child->type()) == Known::unknown) {
        report(child->where(), "Unknown section: " + child->title(), {});
      } else if (!is_free_section(child->type()) || child->type() == "plugin") {
        visit(*child, child->type());
      }
    }
  }

 private:
  void check_setting(const Setting& setting, const std::string& type) {
    const std::string title = type.empty() ? setting.key : type + " { " + setting.key + " }";
    switch (known_.setting(type, setting.key)) {
      case Known::used:
      case Known::suite:
        break;
      case Known::dovecot:
        findings_.note(setting.where, title + " has no effect here");
        break;
      case Known::unknown:
        if (strict_ || type != "plugin") {
          report(setting.where, "Unknown setting: " + title, nearest(type, setting.key));
        }
        break;
    }
  }

  // A dovetail.conf may include a whole dovecot.conf with services that its administrator invented; more
  // likely a name that nobody knows is mistyped, and the daemon that was meant has no socket.
  void foreign_service(const Section& service) {
    std::string text = service.title() + " has no effect here";
    const bool doubtful = strict_ && !is_dovecot_service(service.name());
    const std::string meant = doubtful ? KnownNames::nearest_service(service.name()) : std::string();
    if (!meant.empty()) {
      text += " (did you mean service " + meant + "?)";
    }
    findings_.add(doubtful ? Gravity::warning : Gravity::note, service.where(), std::move(text));
  }

  // Looking for it costs a comparison with every name: enough for mistakes, too little for a flood.
  std::string nearest(const std::string& type, const std::string& key) {
    return suggestions_left_-- > 0 ? known_.nearest(type, key) : std::string();
  }

  void report(const Position& where, std::string text, const std::string& meant) {
    if (!meant.empty()) {
      text += " (did you mean " + meant + "?)";
    }
    findings_.add(strict_ ? Gravity::error : Gravity::warning, where, std::move(text));
  }

  bool strict_;
  KnownNames known_;
  Findings& findings_;
  int suggestions_left_ = 100;
};

}  // namespace

void check_names(const Document& document, const std::vector<const SchemaBase*>& schemas,
                 Findings& findings) {
  NameCheck(document, schemas, findings).visit(document.root, "");
}

const std::string* dovecot_default(std::string_view name) {
  static const auto* const defaults = [] {
    auto* table = new std::map<std::string, std::string, std::less<>>;  // lives as long as the program
    for (const DovecotSetting& setting : dovecot_settings()) {
      table->emplace(setting.name, setting.fallback);
    }
    for (const std::string_view empty : dovecot_empty_settings()) {
      table->emplace(empty, "");
    }
    for (const std::string_view own : suite_settings()) {
      table->emplace(own, "");
    }
    return table;
  }();
  const auto at = defaults->find(name);
  return at == defaults->end() ? nullptr : &at->second;
}

}  // namespace dovetail::config
