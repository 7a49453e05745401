// SPDX-License-Identifier: MIT
#include "tests/sieve/harness.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/text.hpp"
#include "lmtp/message/address.hpp"
#include "lmtp/sieve/extensions/all.hpp"

namespace dovetail::test {

using namespace lmtp;
using namespace lmtp::sieve;

namespace {

constexpr const char* kFirstMessage =
    "From: sender@example.com\r\nTo: recipient@example.org\r\nSubject: Frop!\r\n\r\nFriep!\r\n";

bool read_file(const std::string& path, std::string& text) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  text = content.str();
  return file.good() || file.eof();
}

std::string first_address(const message::Message& message, std::initializer_list<const char*> fields,
                          const char* otherwise) {
  for (const char* field : fields) {
    for (const std::string& value : message.header().values(field)) {
      if (base::trimmed(value) == "<>") return "";
      const auto addresses = message::parse_address_list(value);
      if (!addresses.empty()) return addresses[0].mailbox();
    }
  }
  return otherwise;
}

// "inbox.x" is a folder below INBOX, which has one spelling.
std::string folder_name(const std::string& name) {
  const bool below = base::starts_with_ignoring_case(name, "INBOX.");
  return below || base::equals_ignoring_case(name, "INBOX") ? "INBOX" + name.substr(5) : name;
}

}  // namespace

Harness::Harness(std::string file)
    : file_(std::move(file)), folder_(file_.substr(0, file_.rfind('/'))), registry_(make_registry()) {
  registry_.add(testsuite_extension());
  for (std::size_t i = 0; i < registry_.extensions().size(); ++i) {
    options_.available.insert(i);
  }
  folders_["INBOX"];
  set_message(kFirstMessage);
}

std::optional<std::string> Harness::read(Place place, const std::string& name) {
  std::string text;
  const std::string path =
      folder_ + (place == Place::global ? "/included-global/" : "/included/") + name + ".sieve";
  if (access(path.c_str(), R_OK) != 0 || !read_file(path, text)) return std::nullopt;
  return text;
}

void Harness::set_message(std::string bytes) {
  messages_.push_back(std::move(bytes));
  if (!message_) message_ = std::make_unique<message::Message>(messages_.back());
  *message_ = message::Message(messages_.back());
  set_envelope("from", first_address(*message_, {"return-path", "sender", "from"}, "sender@example.com"));
  set_envelope("to", first_address(*message_, {"envelope-to", "to"}, "recipient@example.org"));
}

void Harness::set_envelope(const std::string& part, const std::string& value) {
  const std::string path = value == "<>" ? std::string() : value;
  if (part == "from") envelope_.from = path;
  if (part == "to") envelope_.to = envelope_.orig_to = path;
  if (part == "orig_to") envelope_.orig_to = path;
  if (part == "auth") envelope_.auth = value;
  if (machine_ != nullptr) machine_->envelope() = envelope_;
}

void Harness::apply_config() {
  Settings fresh;
  const auto number = [&](const char* name, std::size_t otherwise) {
    const auto found = config_.find(name);
    if (found == config_.end()) return otherwise;
    std::string_view text = found->second;
    const bool kilo = text.ends_with('k') || text.ends_with('K');
    if (kilo) text.remove_suffix(1);
    return base::to_number<std::size_t>(text).value_or(otherwise) * (kilo ? 1024 : 1);
  };
  fresh.max_variable_size = number("sieve_variables_max_variable_size", fresh.max_variable_size);
  fresh.max_variables = number("sieve_variables_max_scope_size", fresh.max_variables);
  fresh.max_actions = number("sieve_max_actions", fresh.max_actions);
  fresh.max_redirects = number("sieve_max_redirects", fresh.max_redirects);
  if (config_.contains("recipient_delimiter")) fresh.recipient_delimiter = config_["recipient_delimiter"];
  for (const auto& [name, value] : config_) {
    fresh.plugin[name] = value;
    if (name.starts_with("sieve_env_")) fresh.environment[name.substr(10)] = value;
  }
  settings_ = std::move(fresh);
  options_.max_variables = settings_.max_variables;
  options_.max_redirects = settings_.max_redirects;
  options_.settings = &settings_;
}

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

Answer Harness::answer(const Question& question) const {
  if (const auto* mailboxes = std::get_if<MailboxesExist>(&question)) {
    for (const std::string& name : mailboxes->names) {
      if (!folders_.contains(name)) return false;
    }
    return true;
  }
  if (const auto* value = std::get_if<MetadataValue>(&question)) {
    const auto found = metadata_.find(value->mailbox.value_or("") + "\n" + value->annotation);
    return found == metadata_.end() ? std::optional<std::string>() : std::optional(found->second);
  }
  if (std::holds_alternative<RunProgram>(question)) return ProgramResult{};
  return false;
}

Input Harness::input() {
  return Input{.message = *message_,
               .settings = settings_,
               .envelope = envelope_,
               .user = "tester",
               .now = base::SystemClock().wall(),
               .host = this};
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

bool Harness::take_sent(std::size_t index) {
  if (index >= sent_.size()) return false;
  const Kept mail = sent_[index];
  set_message(mail.bytes);
  set_envelope("from", mail.from);
  set_envelope("to", mail.to);
  return true;
}

bool Harness::take_stored(const std::string& folder, std::size_t index) {
  const auto found = folders_.find(folder);
  if (found == folders_.end() || index >= found->second.size()) return false;
  const Kept mail = found->second[index];
  set_message(mail.bytes);
  machine_->flags() = mail.flags;
  return true;
}

bool Harness::load_script(const std::string& name) {
  const auto found = saved_.find(name);
  if (found == saved_.end()) return false;
  compiled_ = found->second;
  return true;
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

void Harness::begin_test(std::string name) {
  ++tests_;
  test_name_ = std::move(name);
  test_failed_ = false;
}

void Harness::fail(const std::string& reason) {
  std::printf("%2u: Test '%s' FAILED: %s\n", tests_, test_name_.c_str(), reason.c_str());
  if (!test_failed_) ++failed_;
  test_failed_ = true;
}

void Harness::end_test() {
  if (!test_failed_ && verbose_) std::printf("%2u: Test '%s' SUCCEEDED\n", tests_, test_name_.c_str());
}

bool Harness::run(bool verbose, bool all_must_fail) {
  verbose_ = verbose;
  std::printf("Test case: %s:\n\n", file_.c_str());
  apply_config();
  const auto script = compile_file(file_);
  if (!script) {
    for (const std::string& error : errors_) {
      std::printf("  %s\n", error.c_str());
    }
    std::printf("\nFAIL: the file does not compile.\n");
    return false;
  }
  Execution execution(input());
  machine_ = &execution.machine();
  const bool ok = run_in(execution, script);
  for (const RuntimeMessage& message : execution.machine().messages()) {
    std::printf("    line %u: %s\n", message.line, message.text.c_str());
  }
  if (all_must_fail) {
    const bool all = failed_ == tests_;
    std::printf("\n%s: %u of %u tests failed (expected to fail).\n", all ? "PASS" : "FAIL", failed_, tests_);
    return all;
  }
  if (ok && failed_ == 0) {
    std::printf("\nPASS: %u tests succeeded.\n", tests_);
  } else {
    std::printf("\nFAIL: %u of %u tests failed.\n", failed_ + (ok ? 0 : 1), tests_);
  }
  return ok && failed_ == 0;
}

}  // namespace dovetail::test
