// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <ctime>

#include "daemons/dovetail/sieve_commands.hpp"
#include "daemons/dovetail/sieve_script.hpp"
#include "libcommon/base/clock.hpp"
#include "lmtp/message/address.hpp"
#include "lmtp/message/message.hpp"
#include "lmtp/sieve/describe.hpp"
#include "lmtp/sieve/runtime/execution.hpp"
#include "lmtp/sieve/runtime/settings.hpp"
#include "lmtp/sieve/runtime/trace.hpp"

namespace dovetail::cli {

namespace {

using namespace lmtp;

constexpr int kFailed = 1;

constexpr std::array kOptions = {
    Option{'f', "sender", "ADDRESS", "Envelope sender; <> is the null sender."},
    Option{'r', "recipient", "ADDRESS", "Final recipient."},
    Option{'a', "original-recipient", "ADDRESS", "Recipient as first given."},
    Option{'m', "mailbox", "NAME", "Default mailbox (INBOX)."},
    Option{'s', "before", "SCRIPT", "Run this script first; may be repeated."},
    Option{'t', "trace", "-", "Show each step."},
    Option{'x', "extensions", "LIST", "As sieve_extensions: a list, or +NAME and -NAME."},
};

class PrintedTrace final : public sieve::Trace {
 public:
  explicit PrintedTrace(Console& console) : console_(console) {}
  void write(unsigned line, const std::string& text) override {
    console_.out(fmt::format("{} {}", line == 0 ? std::string(5, ' ') : fmt::format("{:4}:", line), text));
  }

 private:
  Console& console_;
};

// First mailbox of the first of these fields that has one.
std::string first_address(const message::Message& message, std::initializer_list<const char*> fields) {
  for (const char* field : fields) {
    for (const std::string& value : message.header().values(field)) {
      const auto addresses = message::parse_address_list(value);
      if (!addresses.empty()) return addresses[0].mailbox();
    }
  }
  return {};
}

sieve::Envelope envelope_of(const message::Message& message, const Invocation& invocation) {
  sieve::Envelope envelope;
  if (const auto sender = invocation.value("sender")) {
    envelope.from = *sender == "<>" ? std::string() : *sender;
  } else {
    envelope.from = first_address(message, {"return-path", "sender", "from"});
    if (envelope.from.empty()) envelope.from = "sender@example.com";
  }
  envelope.to = invocation.value("recipient").value_or(first_address(message, {"envelope-to", "to"}));
  if (envelope.to.empty()) envelope.to = "recipient@example.com";
  envelope.orig_to = invocation.value("original-recipient").value_or(envelope.to);
  return envelope;
}

int local_zone_minutes() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  return localtime_r(&now, &local) != nullptr ? static_cast<int>(local.tm_gmtoff / 60) : 0;
}

// No store stands behind a dry run: only the inbox exists, nothing was seen before.
sieve::Answer answer(const sieve::Question& question) {
  if (const auto* mailboxes = std::get_if<sieve::MailboxesExist>(&question)) {
    bool all = true;
    for (const std::string& name : mailboxes->names) {
      all = all && name == "INBOX";
    }
    return all;
  }
  if (std::holds_alternative<sieve::MetadataValue>(question)) return std::optional<std::string>();
  if (std::holds_alternative<sieve::RunProgram>(question)) return sieve::ProgramResult{};
  return false;
}

int report(sieve::Execution& execution, const std::string& default_mailbox, Console& console) {
  const std::vector<sieve::Action> recorded = execution.recorded();
  const bool implicit_keep = execution.implicit_keep();
  const sieve::Outcome outcome = execution.finish();
  for (const sieve::RuntimeMessage& message : outcome.messages) {
    console.err(fmt::format("{}: line {}: {}: {}.", message.script, message.line, message.error ? "error" : "warning",
                            message.text));
  }
  const bool ok = outcome.status == sieve::Status::ok;
  sieve::Store keep = outcome.implicit_keep;
  keep.mailbox = default_mailbox;
  print_lines(sieve::describe_run(ok ? recorded : std::vector<sieve::Action>(), implicit_keep || !ok, keep),
              &Console::out, console);
  console.out(fmt::format("final result: {}", ok ? "success" : "failed; resolved with successful implicit keep"));
  return ok ? kSuccess : kFailed;
}

int run(const Invocation& invocation, Console& console) {
  const std::string extensions = invocation.value("extensions").value_or("");
  std::vector<std::shared_ptr<const sieve::Script>> sequence;
  int status = kSuccess;
  for (const auto& [name, value] : invocation.options) {
    if (name == "before") sequence.push_back(compile_script(value, extensions, console, status));
  }
  sequence.push_back(compile_script(invocation.arguments[0], extensions, console, status));
  if (status != kSuccess) return status;
  const auto bytes = read_whole(invocation.arguments[1], console);
  if (!bytes) return kNoInput;
  message::Message message(*bytes);
  const sieve::Settings settings;
  const std::string default_mailbox = invocation.value("mailbox").value_or("INBOX");
  sieve::Execution execution({.message = message,
                              .settings = settings,
                              .envelope = envelope_of(message, invocation),
                              .default_mailbox = default_mailbox,
                              .now = base::SystemClock().wall(),
                              .zone_minutes = local_zone_minutes()});
  PrintedTrace trace(console);
  if (invocation.has("trace")) execution.set_trace(&trace);
  for (const auto& script : sequence) {
    execution.begin(script);
    auto step = execution.step();
    while (const auto* question = std::get_if<sieve::Question>(&step)) {
      step = execution.step(answer(*question));
    }
    if (!execution.wants_next()) break;
  }
  return report(execution, default_mailbox, console);
}

}  // namespace

const Command kSieveRun = {"sieve", "run", "SCRIPT MESSAGE", 2, 2,
                           "Show what a Sieve script would do with a message (- for standard input).", kOptions, run};

}  // namespace dovetail::cli
