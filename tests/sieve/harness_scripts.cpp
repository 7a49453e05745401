// SPDX-License-Identifier: MIT
// The scripts under test: compiled, run, and what becomes of their results.
#include <cstdio>

#include "libcommon/base/text.hpp"
#include "tests/sieve/harness.hpp"

namespace dovetail::test {

using namespace lmtp;
using namespace lmtp::sieve;

namespace {

// "inbox.x" is a folder below INBOX, which has one spelling.
std::string folder_name(const std::string& name) {
  const bool below = base::starts_with_ignoring_case(name, "INBOX.");
  return below || base::equals_ignoring_case(name, "INBOX") ? "INBOX" + name.substr(5) : name;
}

}  // namespace

std::shared_ptr<const Script> Harness::compile_file(const std::string& path) {
  std::string text;
  errors_.clear();
  if (!read_file(path, text)) {
    errors_.push_back("cannot read " + path);
    return nullptr;
  }
  std::string name = path.substr(path.rfind('/') + 1);
  name = name.substr(0, name.rfind('.'));
  options_.settings = &settings_;
  options_.includes = this;
  auto compiled = sieve::compile(text, name, registry_, options_);
  for (const Diagnostic& diagnostic : compiled.diagnostics.list()) {
    if (verbose_) std::printf("    %s\n", to_line(diagnostic).c_str());
    if (diagnostic.severity == DiagnosticSeverity::error) errors_.push_back(diagnostic.text);
  }
  return compiled.script;
}

bool Harness::run_in(Execution& execution, const std::shared_ptr<const Script>& script) {
  execution.begin(script);
  auto step = execution.step();
  while (const auto* question = std::get_if<Question>(&step)) {
    step = execution.step(answer(*question));
  }
  return execution.machine().status() == Status::ok;
}

bool Harness::compile(const std::string& file) {
  compiled_ = compile_file(folder_ + "/" + file);
  return compiled_ != nullptr;
}

void Harness::keep_result(Execution& execution) {
  machine_->actions() = execution.machine().actions();
  machine_->flags() = execution.machine().flags();
  for (const RuntimeMessage& message : execution.machine().messages()) {
    if (verbose_) std::printf("    line %u: %s\n", message.line, message.text.c_str());
    if (message.error) errors_.push_back(message.text);
  }
}

bool Harness::run_script(bool append) {
  errors_.clear();
  if (!compiled_) return false;
  Machine* const outer = machine_;
  Execution execution(input());
  if (append) execution.machine().actions() = outer->actions();
  machine_ = &execution.machine();
  const bool ok = run_in(execution, compiled_);
  machine_ = outer;
  if (append && ok) {
    outer->actions() = execution.machine().actions();
    return true;
  }
  keep_result(execution);
  return ok;
}

bool Harness::run_scripts(const std::vector<std::string>& files) {
  Machine* const outer = machine_;
  Execution execution(input());
  machine_ = &execution.machine();
  bool ok = true;
  for (const std::string& file : files) {
    const auto script = compile_file(folder_ + "/" + file);
    ok = script && run_in(execution, script);
    if (!ok || !execution.wants_next()) break;
  }
  machine_ = outer;
  return perform(execution.finish()) && ok;
}

bool Harness::store(const Store& store) {
  const std::string name = folder_name(store.mailbox);
  if (!folders_.contains(name) && !store.create) {
    errors_.push_back("failed to store into mailbox '" + name + "': Mailbox doesn't exist: " + name);
    return false;
  }
  const std::string header =
      store.header.value_or(std::string(message::HeaderBlock(message_->original()).bytes()));
  folders_[name].push_back({header + std::string(message_->body()), store.flags, {}, {}});
  return true;
}

bool Harness::perform(const Outcome& outcome) {
  bool ok = true;
  for (const Action& action : outcome.actions) {
    if (const auto* stored = std::get_if<Store>(&action.what)) {
      ok = store(*stored) && ok;
    } else if (const auto* redirect = std::get_if<Redirect>(&action.what)) {
      const std::string header = redirect->header.value_or(std::string(message_->header().bytes()));
      sent_.push_back({"X-Sieve: Dovetail\r\nX-Sieve-Redirected-From: " + envelope_.to + "\r\n" + header +
                           std::string(message_->body()),
                       {},
                       envelope_.from,
                       redirect->address});
    }
  }
  return ok;
}

bool Harness::execute_result() {
  errors_.clear();
  const Outcome outcome = machine_->outcome();
  return perform(outcome) && outcome.status == Status::ok;
}

void Harness::reset_result() {
  machine_->actions() = ActionList(settings_, "INBOX");
  machine_->flags().clear();
  sent_.clear();
}

std::vector<std::string> Harness::action_names() const {
  struct Name {
    std::string operator()(const Store& store) {
      return store.origin == Store::Origin::keep ? "keep" : "store";
    }
    std::string operator()(const Redirect&) { return "redirect"; }
    std::string operator()(const Discard&) { return "discard"; }
    std::string operator()(const Reject&) { return "reject"; }
    std::string operator()(const Vacation&) { return "vacation"; }
    std::string operator()(const Notify&) { return "notify"; }
    std::string operator()(const Pipe&) { return "pipe"; }
    std::string operator()(const Report&) { return "report"; }
    std::string operator()(const MarkDuplicate&) { return "duplicate_mark"; }
  };
  std::vector<std::string> names;
  for (const Action& action : machine_->actions().actions()) {
    names.push_back(std::visit(Name(), action.what));
  }
  return names;
}

}  // namespace dovetail::test
