// SPDX-License-Identifier: MIT
#include "tests/unit/lmtp/sieve/extensions/script_run.hpp"

#include <stdexcept>

namespace dovetail::test {

using namespace lmtp::sieve;

namespace {

Compiled compiled(std::string_view source, std::string_view extensions) {
  std::vector<std::string> unknown;
  const CompileOptions options{.available = all_extensions().configured_set(extensions, unknown)};
  return compile(source, "", all_extensions(), options);
}

struct Words {
  std::string operator()(const Store& store) const {
    std::string text = (store.origin == Store::Origin::keep ? "keep " : "store ") + store.mailbox;
    if (store.create) text += " +create";
    for (const std::string& flag : store.flags) {
      text += " " + flag;
    }
    return text;
  }
  std::string operator()(const Redirect& redirect) const { return "redirect " + redirect.address; }
  std::string operator()(const Discard&) const { return "discard"; }
  std::string operator()(const Reject& reject) const { return "reject " + reject.reason; }
  std::string operator()(const Vacation& vacation) const {
    return "vacation " + std::to_string(vacation.seconds) + " " + vacation.reason;
  }
  std::string operator()(const Notify& notify) const { return "notify " + notify.uri; }
  std::string operator()(const Pipe& pipe) const { return "pipe " + pipe.program; }
  std::string operator()(const Report& report) const { return "report " + report.address; }
  std::string operator()(const MarkDuplicate& mark) const { return "mark " + std::to_string(mark.seconds); }
};

}  // namespace

std::string compile_errors(std::string_view source, std::string_view extensions) {
  return compiled(source, extensions).diagnostics.text();
}

Outcome run_scripts(const std::vector<std::string>& sources, Delivery& delivery) {
  lmtp::message::Message message(delivery.message);
  Execution execution(Input{.message = message,
                            .settings = delivery.settings,
                            .envelope = delivery.envelope,
                            .user = "user",
                            .initial_flags = delivery.flags,
                            .now = base::from_unix_seconds(1'700'000'000)});
  auto answer = delivery.answers.begin();
  for (const std::string& source : sources) {
    Compiled script = compiled(source, delivery.extensions);
    if (!script.script) throw std::runtime_error(script.diagnostics.text());
    execution.begin(script.script);
    auto step = execution.step();
    while (auto* question = std::get_if<Question>(&step)) {
      delivery.questions.push_back(std::move(*question));
      if (answer == delivery.answers.end()) throw std::runtime_error("unexpected question");
      step = execution.step(*answer++);
    }
    if (!execution.wants_next()) break;
  }
  return execution.finish();
}

std::string summary(const Outcome& outcome) {
  std::string text;
  for (const Action& action : outcome.actions) {
    if (!text.empty()) text += "; ";
    text += std::visit(Words(), action.what);
    const bool copy = !action.cancels_keep && (std::holds_alternative<Store>(action.what) ||
                                               std::holds_alternative<Redirect>(action.what));
    if (copy) text += " (copy)";
  }
  for (const RuntimeMessage& message : outcome.messages) {
    text += std::string(message.error ? " !error " : " !warning ") + std::to_string(message.line) + ": " +
            message.text;
  }
  return text;
}

std::string run(std::string_view source, Delivery delivery) {
  return summary(run_scripts({std::string(source)}, delivery));
}

}  // namespace dovetail::test
