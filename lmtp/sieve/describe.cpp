// SPDX-License-Identifier: MIT
#include "lmtp/sieve/describe.hpp"

#include <fmt/format.h>

#include "libcommon/base/text.hpp"

namespace dovetail::lmtp::sieve {

namespace {

std::string flags_line(const std::vector<std::string>& flags) {
  std::string line;
  for (const std::string& flag : flags) {
    line += ' ';
    line += flag.starts_with('\\') ? base::lowered(flag) : flag;
  }
  return flags.empty() ? line : fmt::format("        + add IMAP flags:{}\n", line);
}

// One function per kind of action; the caller adds what is common to all.
struct Describe {
  std::string operator()(const Store& store) const {
    std::string text = fmt::format(" * store message in folder: {}\n", store.mailbox);
    if (!store.special_use.empty())
      text += fmt::format("        + use folder with flag: {}\n", store.special_use);
    if (store.create) text += "        + create mailbox if it does not exist\n";
    return text + flags_line(store.flags);
  }
  std::string operator()(const Redirect& redirect) const {
    return fmt::format(" * redirect message to: <{}>\n", redirect.address);
  }
  std::string operator()(const Discard&) const { return " * discard\n"; }
  std::string operator()(const Reject& reject) const {
    return fmt::format(" * reject message with reason: {}\n", reject.reason);
  }
  std::string operator()(const Vacation& vacation) const {
    std::string text = fmt::format(" * send vacation message:\n    => seconds : {}\n", vacation.seconds);
    if (!vacation.subject.empty()) text += fmt::format("    => subject : {}\n", vacation.subject);
    if (!vacation.from.empty()) text += fmt::format("    => from    : {}\n", vacation.from);
    if (!vacation.handle.empty()) text += fmt::format("    => handle  : {}\n", vacation.handle);
    return text + fmt::format("\nSTART MESSAGE\n{}\nEND MESSAGE\n", vacation.reason);
  }
  std::string operator()(const Notify& notify) const {
    return fmt::format(" * send notification with method '{}':\n    => importance : {}\n", notify.uri,
                       notify.importance);
  }
  std::string operator()(const Pipe& pipe) const {
    return fmt::format(" * pipe message to external program '{}':\n", pipe.program);
  }
  std::string operator()(const Report& report) const {
    return fmt::format(" * report incoming message:\n    => report-type: {}\n", report.feedback_type);
  }
  std::string operator()(const MarkDuplicate&) const { return " * mark duplicate\n"; }
};

}  // namespace

std::string describe(const Action& action) {
  std::string text = std::visit(Describe(), action.what);
  const bool could_cancel = std::holds_alternative<Store>(action.what) ||
                            std::holds_alternative<Redirect>(action.what) ||
                            std::holds_alternative<Pipe>(action.what);
  if (could_cancel && !action.cancels_keep) {
    text.insert(text.find('\n') + 1, "        + preserve implicit keep\n");
  }
  return text;
}

std::string describe_run(const std::vector<Action>& actions, bool implicit_keep, const Store& keep) {
  std::string text = "\nPerformed actions:\n\n";
  for (const Action& action : actions) {
    text += describe(action);
  }
  if (actions.empty()) text += "  (none)\n";
  text += "\nImplicit keep:\n\n";
  return text + (implicit_keep ? describe({keep, true, {}, 0}) : std::string("  (none)\n")) + "\n";
}

}  // namespace dovetail::lmtp::sieve
