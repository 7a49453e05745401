// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/ihave.hpp"

#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/machine.hpp"

namespace dovetail::lmtp::sieve {

namespace {

// Answered while the script is checked: all there means enabled from here on, else the branch is not looked
// at.
bool check_ihave(Node& node, Checker& checker) {
  const auto& names = node.positional_argument(0).strings;
  for (const StringValue& name : names) {
    if (!checker.can_require(name.text)) {
      node.constant = false;
      return true;
    }
  }
  bool right = true;
  for (const StringValue& name : names) {
    right = checker.require(name.text, name.line) && right;
  }
  node.constant = true;
  return right;
}

class ErrorCommand final : public Operation {
 public:
  explicit ErrorCommand(const Node& node) : text_(node.positional_argument(0).strings[0].parts) {}
  Flow run(Machine& machine) const override { return machine.fail(machine.expand(text_)); }

 private:
  TemplateString text_;
};

void build_error(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<ErrorCommand>(node));
}

}  // namespace

Extension ihave_extension() {
  Extension extension;
  extension.name = "ihave";
  extension.commands = {
      {.name = "ihave",
       .is_test = true,
       .parameters = {{"capabilities", ValueKind::string_list}},
       .literal = true,
       .check = check_ihave},
      {.name = "error", .parameters = {{"message", ValueKind::string}}, .build = build_error},
  };
  return extension;
}

}  // namespace dovetail::lmtp::sieve
