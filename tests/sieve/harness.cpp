// SPDX-License-Identifier: MIT
#include "tests/sieve/harness.hpp"

#include <unistd.h>

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

}  // namespace

bool read_file(const std::string& path, std::string& text) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  text = content.str();
  return file.good() || file.eof();
}

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

}  // namespace dovetail::test
