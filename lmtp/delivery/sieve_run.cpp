// SPDX-License-Identifier: MIT
#include "lmtp/delivery/sieve_run.hpp"

#include <algorithm>

#include "lmtp/scripts/user_log.hpp"

namespace dovetail::lmtp::delivery {

using scripts::ScriptSequence;
using scripts::SequenceItem;

namespace {

// What the interpreter asks that this delivery cannot know is "no": nothing seen before, no annotation.
sieve::Answer answer_to(const sieve::Question& question, Filing& filing) {
  if (const auto* exist = std::get_if<sieve::MailboxesExist>(&question)) {
    return std::all_of(exist->names.begin(), exist->names.end(),
                       [&](const std::string& name) { return filing.exists(name); });
  }
  if (std::holds_alternative<sieve::MetadataValue>(question)) {
    return std::optional<std::string>();
  }
  if (std::holds_alternative<sieve::RunProgram>(question)) {
    return sieve::ProgramResult{};
  }
  return false;
}

class Runner {
 public:
  Runner(ScriptSequence& sequence, sieve::Input input, Filing& filing)
      : sequence_(sequence),
        now_(input.now),
        zone_minutes_(input.zone_minutes),
        filing_(filing),
        execution_(std::move(input)) {}

  SieveRun run() {
    for (auto item = sequence_.next(); item; item = sequence_.next()) {
      result_.ran = true;
      if (!take(*item)) {
        break;
      }
    }
    if (result_.ran && !stopped_ && execution_.delivers_nowhere()) {
      if (const auto last = sequence_.discard()) {
        take(*last);
      }
    }
    for (const std::string& warning : sequence_.warnings()) {
      result_.log.push_back({base::Severity::warning, "sieve: " + warning});
    }
    if (result_.ran) {
      result_.outcome = execution_.finish();
      report_messages();
    }
    return std::move(result_);
  }

 private:
  // True if the next script may run.
  bool take(const SequenceItem& item) {
    if (item.problem != SequenceItem::Problem::none) {
      stopped_ = true;
      result_.temporary = item.problem == SequenceItem::Problem::temporary;
      report_problem(item);
      return false;
    }
    personal_path_ = item.personal ? item.path : personal_path_;
    execution_.begin(item.script);
    sieve::Execution::Step step = execution_.step();
    while (const auto* question = std::get_if<sieve::Question>(&step)) {
      step = execution_.step(answer_to(*question, filing_));
    }
    return execution_.wants_next();
  }

  void report_problem(const SequenceItem& item) {
    const std::string what = result_.temporary ? "Failed to open script " : "Failed to compile script ";
    std::string text = "sieve: " + what + item.path;
    if (item.personal && !result_.temporary && log_to_user(item.diagnostics)) {
      text += " (view user logfile `" + sequence_.user_log() + "' for more information)";
    } else {
      text += ": " + item.diagnostics;
    }
    result_.log.push_back({base::Severity::error, std::move(text)});
  }

  void report_messages() {
    std::string lines;
    for (const sieve::RuntimeMessage& message : result_.outcome.messages) {
      lines += message.script + ": line " + std::to_string(message.line) + ": " +
               (message.error ? "error: " : "warning: ") + message.text + ".\n";
    }
    if (lines.empty()) {
      return;
    }
    const bool errors = std::any_of(result_.outcome.messages.begin(), result_.outcome.messages.end(),
                                    [](const sieve::RuntimeMessage& message) { return message.error; });
    const auto severity = errors ? base::Severity::error : base::Severity::warning;
    if (log_to_user(lines)) {
      result_.log.push_back({severity, "sieve: Execution of script " + personal_path_ +
                                           " had runtime errors (view user logfile `" + sequence_.user_log() +
                                           "' for more information)"});
    } else {
      result_.log.push_back({severity, "sieve: " + lines.substr(0, lines.find('\n'))});
    }
  }

  bool log_to_user(const std::string& lines) {
    const std::string path = sequence_.user_log();
    std::string prefixed;
    for (std::size_t begin = 0; begin < lines.size();) {
      const std::size_t end = std::min(lines.find('\n', begin), lines.size());
      prefixed += "sieve: " + lines.substr(begin, end - begin) + "\n";
      begin = end + 1;
    }
    return !path.empty() && scripts::append_user_log(path, prefixed, now_, zone_minutes_).has_value();
  }

  ScriptSequence& sequence_;
  base::WallTime now_;
  int zone_minutes_;
  Filing& filing_;
  sieve::Execution execution_;
  SieveRun result_;
  std::string personal_path_;
  bool stopped_ = false;
};

}  // namespace

SieveRun run_scripts(scripts::ScriptCache& cache, const scripts::Locations& locations, sieve::Input input,
                     Filing& filing) {
  ScriptSequence sequence(locations, cache);
  return Runner(sequence, std::move(input), filing).run();
}

}  // namespace dovetail::lmtp::delivery
