// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/imap4flags.hpp"

#include <fmt/format.h>

#include <optional>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/extensions/imap_flags.hpp"
#include "lmtp/sieve/extensions/variable_name.hpp"
#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"
#include "lmtp/sieve/runtime/settings.hpp"

namespace dovetail::lmtp::sieve {

namespace {

// Where flags are kept: the internal variable, or one of the script's.
class FlagStore {
 public:
  FlagStore() = default;
  explicit FlagStore(VariableReference variable) : variable_(std::move(variable)) {}

  FlagList read(Machine& machine) const {
    if (!variable_) return machine.flags();
    FlagList flags;
    add_flags(flags, variable_->get(machine));
    return flags;
  }
  void write(Machine& machine, const FlagList& flags) const {
    if (variable_) {
      variable_->set(machine, joined_flags(flags));
    } else {
      machine.flags() = flags;
    }
  }

 private:
  std::optional<VariableReference> variable_;
};

enum class Change { set, add, remove };

class ChangeFlags final : public Operation {
 public:
  ChangeFlags(Change change, const Node& node)
      : change_(change), flags_(strings_of(node.positional_argument(node.positional.size() - 1))) {
    if (node.positional.size() == 2)
      store_ = FlagStore(VariableReference(node.positional_argument(0).strings[0].text));
  }

  Flow run(Machine& machine) const override {
    FlagList flags = change_ == Change::set ? FlagList() : store_.read(machine);
    for (const TemplateString& string : flags_) {
      const std::string text = machine.expand(string);
      if (change_ == Change::remove) {
        remove_flags(flags, text);
      } else {
        add_flags(flags, text);
      }
    }
    store_.write(machine, flags);
    return Flow::next;
  }

 private:
  Change change_;
  FlagStore store_;
  std::vector<TemplateString> flags_;
};

class HasFlag final : public Operation {
 public:
  explicit HasFlag(const Node& node) : rule_(node, node.positional.size() - 1) {
    if (node.positional.size() < 2) {
      stores_.emplace_back();
      return;
    }
    for (const StringValue& name : node.positional_argument(0).strings) {
      stores_.emplace_back(VariableReference(name.text));
    }
  }

  Flow run(Machine& machine) const override {
    MatchRun match(machine, rule_);
    if (!rule_.matcher().counts())
      match.split_keys();  // a key may hold several flags, as a list of them does
    for (const FlagStore& store : stores_) {
      for (const std::string& flag : store.read(machine)) {
        if (match.add(flag)) return machine.answer_test(true);
      }
    }
    return machine.answer_test(match.finish());
  }

 private:
  std::vector<FlagStore> stores_;
  MatchRule rule_;
};

void warn_of_flags(const Argument& flags, const Node& node, Checker& checker) {
  for (const StringValue& value : flags.strings) {
    if (!value.parts.constant()) continue;
    for (const std::string_view flag : base::words(value.parts.literal())) {
      if (is_valid_flag(flag) || !checker.first_time("invalid flag")) continue;
      checker.warning(
          value.line,
          fmt::format("IMAP flag '{}' specified for the {} {} is invalid and will be ignored "
                      "(only first invalid is reported)",
                      base::printable(flag, 64), node.name, node.spec->is_test ? "test" : "command"));
      return;
    }
  }
}

bool check_variables(Node& node, Checker& checker) {
  if (node.positional.size() < 2) return true;
  if (!checker.enabled("variables")) {
    checker.error(node.line,
                  fmt::format("the {} {} only allows for the specification of a variable name when the "
                              "variables extension is active",
                              node.name, node.spec->is_test ? "test" : "command"));
    return false;
  }
  for (const StringValue& name : node.positional_argument(0).strings) {
    if (!check_variable_name(name, checker)) return false;
  }
  return true;
}

bool check_change(Node& node, Checker& checker) {
  if (!check_variables(node, checker)) return false;
  if (node.name != "removeflag")
    warn_of_flags(node.positional_argument(node.positional.size() - 1), node, checker);
  return true;
}

bool check_hasflag(Node& node, Checker& checker) {
  return check_variables(node, checker) && check_match(node, node.positional.size() - 1, checker);
}

template <Change change>
void build_change(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<ChangeFlags>(change, node));
}

void build_hasflag(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<HasFlag>(node));
}

CommandSpec change_command(const char* name, BuildHook build) {
  return {.name = name,
          .parameters = {{"variable name", ValueKind::string}, {"list of flags", ValueKind::string_list}},
          .check = check_change,
          .build = build,
          .optional_first = true};
}

}  // namespace

Extension imap4flags_extension() {
  Extension extension;
  extension.name = "imap4flags";
  extension.conflicts = {"imapflags"};
  extension.commands = {
      change_command("setflag", build_change<Change::set>),
      change_command("addflag", build_change<Change::add>),
      change_command("removeflag", build_change<Change::remove>),
      {.name = "hasflag",
       .is_test = true,
       .parameters = {{"variable list", ValueKind::string_list}, {"list of flags", ValueKind::string_list}},
       .slots = {kMatchTypeSlot, kComparatorSlot},
       .check = check_hasflag,
       .build = build_hasflag,
       .optional_first = true},
  };
  extension.tags = {{.name = "flags", .commands = {"keep", "fileinto"}, .parameter = ValueKind::string_list}};
  return extension;
}

}  // namespace dovetail::lmtp::sieve
