// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/environment.hpp"

#include <algorithm>
#include <optional>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/machine.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"
#include "lmtp/sieve/runtime/settings.hpp"

namespace dovetail::lmtp::sieve {

namespace {

constexpr std::string_view kConfigPrefix = "vnd.dovecot.config.";

std::optional<std::string> standard_item(const std::string& name, const Settings& settings) {
  if (name == "domain") return settings.domain;
  if (name == "host") return settings.hostname;
  if (name == "location") return "MDA";
  if (name == "phase") return "during";
  if (name == "name") return settings.implementation;
  if (name == "version") return settings.version;
  return std::nullopt;
}

std::optional<std::string> dovecot_item(const std::string& name, const Machine& machine) {
  if (name == "vnd.dovecot.default-mailbox") return machine.input().default_mailbox;
  if (name == "vnd.dovecot.username") return machine.input().user;
  if (!name.starts_with(kConfigPrefix)) return std::nullopt;
  const auto& environment = machine.settings().environment;
  const auto found = environment.find(name.substr(kConfigPrefix.size()));
  return found == environment.end() ? std::nullopt : std::optional(found->second);
}

class EnvironmentTest final : public Operation {
 public:
  EnvironmentTest(const Node& node, bool dovecot_items)
      : name_(node.positional_argument(0).strings[0].parts), rule_(node, 1), dovecot_items_(dovecot_items) {}
  Flow run(Machine& machine) const override {
    const std::string name = base::lowered(machine.expand(name_));
    auto value = standard_item(name, machine.settings());
    if (!value && dovecot_items_) value = dovecot_item(name, machine);
    if (!value) return machine.answer_test(false);
    MatchRun match(machine, rule_);
    match.add(*value);
    return machine.answer_test(match.finish());
  }

 private:
  TemplateString name_;
  MatchRule rule_;
  bool dovecot_items_;
};

// Whether the script being built has the vendor's items, known at check time only.
bool check_environment(Node& node, Checker& checker) {
  return check_match(node, 1, checker);
}

void build_environment(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<EnvironmentTest>(node, true));
}

std::string variable_value(const std::string& variable, Machine& machine) {
  std::string name = variable;
  std::replace(name.begin(), name.end(), '_', '-');
  if (name.starts_with(kConfigPrefix)) name = variable;
  if (const auto value = standard_item(name, machine.settings())) return *value;
  return dovecot_item(name, machine).value_or("");
}

}  // namespace

Extension environment_extension() {
  Extension extension;
  extension.name = "environment";
  extension.commands = {{.name = "environment",
                         .is_test = true,
                         .parameters = {{"name", ValueKind::string}, {"key list", ValueKind::string_list}},
                         .slots = {kMatchTypeSlot, kComparatorSlot},
                         .check = check_environment,
                         .build = build_environment}};
  return extension;
}

Extension dovecot_environment_extension() {
  Extension extension;
  extension.name = "vnd.dovecot.environment";
  extension.by_default = false;
  extension.implies = {"environment"};
  extension.namespaces = {{"env", [](std::string_view, unsigned, Checker&) { return true; }, variable_value}};
  return extension;
}

}  // namespace dovetail::lmtp::sieve
