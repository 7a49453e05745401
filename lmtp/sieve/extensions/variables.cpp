// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/variables.hpp"

#include <fmt/format.h>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/extensions/modifiers.hpp"
#include "lmtp/sieve/extensions/variable_name.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"

namespace dovetail::lmtp::sieve {

namespace {

class Set final : public Operation {
 public:
  explicit Set(const Node& node)
      : variable_(node.positional_argument(0).strings[0].text),
        value_(node.positional_argument(1).strings[0].parts),
        modifiers_(node) {}
  Flow run(Machine& machine) const override {
    variable_.set(machine, modifiers_.apply(machine.expand(value_), machine.settings()));
    return Flow::next;
  }

 private:
  VariableReference variable_;
  TemplateString value_;
  Modifiers modifiers_;
};

class StringTest final : public Operation {
 public:
  explicit StringTest(const Node& node) : sources_(strings_of(node.positional_argument(0))), rule_(node, 1) {}
  Flow run(Machine& machine) const override {
    MatchRun match(machine, rule_);
    for (const TemplateString& source : sources_) {
      const std::string value = machine.expand(source);
      if (value.empty() && rule_.matcher().counts()) continue;  // RFC 5229 §5: empty strings are not counted
      if (match.add(value)) break;
    }
    return machine.answer_test(match.finish());
  }

 private:
  std::vector<TemplateString> sources_;
  MatchRule rule_;
};

bool check_set(Node& node, Checker& checker) {
  return check_variable_name(node.positional_argument(0).strings[0], checker);
}

bool check_string(Node& node, Checker& checker) {
  return check_match(node, 1, checker);
}

template <class O>
void build(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<O>(node));
}

}  // namespace

Extension variables_extension() {
  Extension extension;
  extension.name = "variables";
  extension.only_by_require = true;
  extension.commands = {
      {.name = "set",
       .parameters = {{"name", ValueKind::string}, {"value", ValueKind::string}},
       .slots = {kModifierSlot},
       .check = check_set,
       .build = build<Set>},
      {.name = "string",
       .is_test = true,
       .parameters = {{"source", ValueKind::string_list}, {"key list", ValueKind::string_list}},
       .slots = {kMatchTypeSlot, kComparatorSlot},
       .check = check_string,
       .build = build<StringTest>,
       .octet_by_default = true},
  };
  extension.tags = modifier_tags();
  extension.string_stage = parse_references;
  return extension;
}

}  // namespace dovetail::lmtp::sieve
