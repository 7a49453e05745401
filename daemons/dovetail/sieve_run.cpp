// SPDX-License-Identifier: MIT
#include "daemons/dovetail/sieve_run.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <ctime>

#include "libcommon/base/clock.hpp"
#include "lmtp/message/address.hpp"
#include "lmtp/message/message.hpp"
#include "lmtp/scripts/directory.hpp"
#include "lmtp/scripts/script_file.hpp"
#include "lmtp/sieve/describe.hpp"
#include "lmtp/sieve/extensions/all.hpp"
#include "lmtp/sieve/runtime/compile.hpp"
#include "lmtp/sieve/runtime/execution.hpp"
#include "lmtp/sieve/runtime/settings.hpp"
#include "lmtp/sieve/runtime/trace.hpp"

namespace dovetail::tool {

namespace {

using namespace lmtp;

std::optional<std::string> read_file(const std::string& path) {
  auto file = scripts::open_trusted(path == "-" ? "/dev/stdin" : path);
  if (!file || !file->has_value()) {
    fmt::print(stderr, "cannot read {}: {}\n", path, file ? "no such file" : file.error().detail);
    return std::nullopt;
  }
  auto text = scripts::read_script(**file, 0);
  if (text) return std::move(*text);
  fmt::print(stderr, "{}\n", text.error().detail);
  return std::nullopt;
}

std::string script_name(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  if (name.ends_with(".sieve")) name.resize(name.size() - 6);
  return name;
}

std::shared_ptr<const sieve::Script> compile_file(const std::string& path, const SieveOptions& options) {
  const auto source = read_file(path);
  if (!source) return nullptr;
  std::vector<std::string> unknown;
  sieve::CompileOptions compile_options;
  compile_options.available = sieve::all_extensions().configured_set(options.extensions, unknown);
  for (const std::string& name : unknown) {
    fmt::print(stderr, "warning: unknown Sieve extension '{}'\n", name);
  }
  const auto compiled = sieve::compile(*source, script_name(path), sieve::all_extensions(), compile_options);
  fmt::print(stderr, "{}", compiled.diagnostics.text());
  if (!compiled.script) fmt::print(stderr, "dovetail: failed to compile sieve script '{}'\n", path);
  return compiled.script;
}

class PrintedTrace final : public sieve::Trace {
 public:
  void write(unsigned line, const std::string& text) override {
    fmt::print("{} {}\n", line == 0 ? std::string(5, ' ') : fmt::format("{:4}:", line), text);
  }
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

sieve::Envelope envelope_of(const message::Message& message, const SieveOptions& options) {
  sieve::Envelope envelope;
  envelope.from = options.sender_given ? options.sender : first_address(message, {"return-path", "sender", "from"});
  if (envelope.from.empty() && !options.sender_given) envelope.from = "sender@example.com";
  envelope.to = !options.recipient.empty() ? options.recipient : first_address(message, {"envelope-to", "to"});
  if (envelope.to.empty()) envelope.to = "recipient@example.com";
  envelope.orig_to = options.original_recipient.empty() ? envelope.to : options.original_recipient;
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

bool report(sieve::Execution& execution, const SieveOptions& options) {
  const std::vector<sieve::Action> recorded = execution.recorded();
  const bool implicit_keep = execution.implicit_keep();
  const sieve::Outcome outcome = execution.finish();
  for (const sieve::RuntimeMessage& message : outcome.messages) {
    fmt::print(stderr, "{}: line {}: {}: {}.\n", message.script, message.line, message.error ? "error" : "warning",
               message.text);
  }
  const bool ok = outcome.status == sieve::Status::ok;
  sieve::Store keep = outcome.implicit_keep;
  keep.mailbox = options.mailbox;
  fmt::print("{}", sieve::describe_run(ok ? recorded : std::vector<sieve::Action>(), implicit_keep || !ok, keep));
  fmt::print("final result: {}\n", ok ? "success" : "failed; resolved with successful implicit keep");
  return ok;
}

}  // namespace

bool check_scripts(const std::string& path, const SieveOptions& options) {
  const auto files = scripts::scripts_of(path);
  if (!files) return compile_file(path, options) != nullptr;
  bool right = true;
  for (const std::string& file : *files) {
    right = compile_file(file, options) != nullptr && right;
  }
  return right;
}

bool run_script(const SieveOptions& options) {
  std::vector<std::shared_ptr<const sieve::Script>> sequence;
  std::vector<std::string> paths = options.before;
  paths.push_back(options.operands[0]);
  for (const std::string& path : paths) {
    sequence.push_back(compile_file(path, options));
    if (!sequence.back()) return false;
  }
  const auto bytes = read_file(options.operands[1]);
  if (!bytes) return false;
  message::Message message(*bytes);
  const sieve::Settings settings;
  sieve::Execution execution({.message = message,
                              .settings = settings,
                              .envelope = envelope_of(message, options),
                              .default_mailbox = options.mailbox,
                              .now = base::SystemClock().wall(),
                              .zone_minutes = local_zone_minutes()});
  PrintedTrace trace;
  if (options.trace) execution.set_trace(&trace);
  for (const auto& script : sequence) {
    execution.begin(script);
    auto step = execution.step();
    while (const auto* question = std::get_if<sieve::Question>(&step)) {
      step = execution.step(answer(*question));
    }
    if (!execution.wants_next()) break;
  }
  return report(execution, options);
}

}  // namespace dovetail::tool
