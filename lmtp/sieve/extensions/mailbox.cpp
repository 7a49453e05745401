// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/mailbox.hpp"

#include <fmt/format.h>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/machine.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"

namespace dovetail::lmtp::sieve {

namespace {

std::vector<std::string> expanded(Machine& machine, const std::vector<TemplateString>& strings) {
  std::vector<std::string> out;
  for (const TemplateString& string : strings) {
    out.push_back(machine.expand(string));
  }
  return out;
}

class MailboxExists final : public Operation {
 public:
  explicit MailboxExists(const Node& node) : names_(strings_of(node.positional_argument(0))) {}
  Flow run(Machine& machine) const override {
    if (const auto answer = machine.take_answer()) return machine.answer_test(std::get<bool>(*answer));
    MailboxesExist question{expanded(machine, names_)};
    for (const std::string& name : question.names) {
      if (!base::is_utf8(name)) return machine.answer_test(false);
    }
    return machine.ask(std::move(question));
  }

 private:
  std::vector<TemplateString> names_;
};

class SpecialUseTest final : public Operation {
 public:
  explicit SpecialUseTest(const Node& node)
      : flags_(strings_of(node.positional_argument(node.positional.size() - 1))) {
    if (node.positional.size() == 2) mailbox_ = node.positional_argument(0).strings[0].parts;
  }
  Flow run(Machine& machine) const override {
    if (const auto answer = machine.take_answer()) return machine.answer_test(std::get<bool>(*answer));
    SpecialUseExists question;
    if (mailbox_) question.mailbox = machine.expand(*mailbox_);
    question.flags = expanded(machine, flags_);
    return machine.ask(std::move(question));
  }

 private:
  std::optional<TemplateString> mailbox_;
  std::vector<TemplateString> flags_;
};

void warn_of_names(const Argument& names, const char* test, Checker& checker) {
  for (const StringValue& name : names.strings) {
    if (!name.parts.constant() || base::is_utf8(name.parts.literal())) continue;
    checker.warning(name.line, fmt::format("{} test: invalid mailbox name `{}' specified: invalid utf-8",
                                           test, shown(name.parts.literal())));
    return;
  }
}

bool check_mailbox_exists(Node& node, Checker& checker) {
  warn_of_names(node.positional_argument(0), "mailboxexists", checker);
  return true;
}

bool is_special_use_flag(std::string_view flag) {
  if (flag.size() < 2 || flag[0] != '\\') return false;
  for (const char c : flag.substr(1)) {
    if (c <= ' ' || c > '~' || std::string_view("(){%*\"\\]").find(c) != std::string_view::npos) return false;
  }
  return true;
}

bool check_flags(const Argument& flags, const char* command, Checker& checker) {
  for (const StringValue& flag : flags.strings) {
    if (!flag.parts.constant() || is_special_use_flag(flag.parts.literal())) continue;
    checker.error(flag.line, fmt::format("{}: invalid special-use flag `{}' specified", command,
                                         shown(flag.parts.literal())));
    return false;
  }
  return true;
}

bool check_special_use(Node& node, Checker& checker) {
  if (node.positional.size() == 2) warn_of_names(node.positional_argument(0), "specialuse_exists", checker);
  return check_flags(node.positional_argument(node.positional.size() - 1), "specialuse_exists test", checker);
}

bool check_special_use_tag(Node& node, const TagUse& use, Checker& checker) {
  return check_flags(node.parameter(use), "specialuse tag", checker);
}

template <class O>
void build(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<O>(node));
}

}  // namespace

Extension mailbox_extension() {
  Extension extension;
  extension.name = "mailbox";
  extension.commands = {{.name = "mailboxexists",
                         .is_test = true,
                         .parameters = {{"mailbox-names", ValueKind::string_list}},
                         .check = check_mailbox_exists,
                         .build = build<MailboxExists>}};
  extension.tags = {{.name = "create", .commands = {"fileinto"}}};
  return extension;
}

Extension special_use_extension() {
  Extension extension;
  extension.name = "special-use";
  extension.by_default = false;
  extension.commands = {
      {.name = "specialuse_exists",
       .is_test = true,
       .parameters = {{"mailbox", ValueKind::string}, {"special-use-flags", ValueKind::string_list}},
       .check = check_special_use,
       .build = build<SpecialUseTest>,
       .wrong_argument = "expects either a string (mailbox) or a string-list (special-use flags) as "
                         "first argument",
       .optional_first = true}};
  extension.tags = {{.name = "specialuse",
                     .commands = {"fileinto"},
                     .parameter = ValueKind::string,
                     .check = check_special_use_tag}};
  return extension;
}

}  // namespace dovetail::lmtp::sieve
