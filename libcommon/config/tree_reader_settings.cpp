// SPDX-License-Identifier: MIT
// The part of TreeReader that puts settings into the tree and evaluates their values.
#include <cstdlib>

#include "libcommon/base/text.hpp"
#include "libcommon/config/limits.hpp"
#include "libcommon/config/tree_reader.hpp"

namespace dovetail::config {
namespace {

// The dialect of Dovecot 2.4 must begin with this setting.
constexpr std::string_view kDialectMark = "dovecot_config_version";

const char* environment(const ReadOptions& options, const std::string& name) {
  return options.environment != nullptr ? options.environment(name.c_str()) : std::getenv(name.c_str());
}

}  // namespace

void TreeReader::set(const std::string& key, const std::string& raw, const Position& where) {
  if (key.empty()) {
    if (stack_.back().section->type() != "plugin") {  // which takes any key, even none
      findings_.error(where, "Missing key name");
    }
    return;
  }
  if (first_setting_ && key == kDialectMark) {
    findings_.error(where, "This file is written in Dovecot 2.4's dialect (" + std::string(kDialectMark) +
                               " = " + raw + "), which is not supported yet: use Dovecot 2.3's");
    stopped_ = true;
    return;
  }
  first_setting_ = false;
  if (raw.starts_with("-----BEGIN ")) {
    findings_.error(where, "The content of a file stands here: write this file with doveconf without -x");
    stopped_ = true;
    return;
  }
  Value value;
  if (!evaluate(raw, where, value)) {
    return;
  }
  std::string name = key;
  Section* section = section_of_path(name);
  section->set({std::move(name), std::move(value), where});
}

// "plugin/sieve", "service/lmtp/user", "namespace/inbox/separator": the section it names, if that was opened
// before (plugin always is), with the rest left in `key`. Otherwise the path is an ordinary key, which nobody
// knows.
Section* TreeReader::section_of_path(std::string& key) {
  Section* section = stack_.back().section;
  if (grammar_ == Grammar::driver_file || section->type() == "plugin") {
    return section;  // in plugin {} a slash is an ordinary byte
  }
  if (key.starts_with("plugin/")) {
    key.erase(0, 7);
    return &section->add("plugin", "", stack_.back().where);
  }
  const auto first = key.find('/');
  const auto last = key.rfind('/');
  if (first == std::string::npos || first == last) {
    return section;
  }
  const std::string type = key.substr(0, first);
  const std::string name = key.substr(first + 1, last - first - 1);
  Section* named = section->mutable_section(type, name);
  if (named == nullptr && type == "service") {
    named = &section->add(type, name, stack_.back().where);  // services are built in
  }
  if (named == nullptr) {
    return section;
  }
  key.erase(0, last + 1);
  return named;
}

bool TreeReader::evaluate(const std::string& raw, const Position& where, Value& value) {
  const bool quoted = raw.starts_with('"') || raw.starts_with('\'');
  if (grammar_ == Grammar::main && raw.starts_with('<')) {
    const std::string path(without_leading_blanks(std::string_view(raw).substr(1)));
    value = {Value::Kind::file, relative_to_folder_of(where.file, path)};
    return true;
  }
  if (!quoted && raw.find('$') != std::string::npos) {
    return expand_names(raw, where, value);
  }
  value = {Value::Kind::text, unquoted(raw)};
  return true;
}

bool TreeReader::expand_names(const std::string& raw, const Position& where, Value& value) {
  value = {};
  std::size_t tokens = 0;
  for (const std::string_view piece : base::split(raw, ' ')) {
    const std::string_view token = without_leading_blanks(piece);  // a TAB splits only after a space
    if (token.empty()) {
      continue;  // runs of spaces shrink to one
    }
    Value part;
    if (!expand_token(std::string(token), where, part)) {
      return false;
    }
    if (tokens++ == 0) {
      value = std::move(part);
    } else {
      value.text.append(" ").append(part.text);
      value.kind = Value::Kind::text;
    }
    if (value.text.size() > kMaxValueBytes) {
      findings_.error(where, "Value is longer than " + std::to_string(kMaxValueBytes) + " bytes");
      return false;
    }
  }
  bytes_ += value.text.size();  // a short line may stand for a long value: it counts towards the total
  if (bytes_ > kMaxTotalBytes) {
    findings_.error(where, "The configuration is too long");
    stopped_ = true;
    return false;
  }
  return true;
}

bool TreeReader::expand_token(const std::string& token, const Position& where, Value& value) {
  if (token.starts_with("$ENV:")) {
    const char* content = environment(options_, token.substr(5));
    value.text = content != nullptr ? content : "";
    return true;
  }
  if (!token.starts_with('$') || grammar_ == Grammar::driver_file) {
    value.text = token;
    return true;
  }
  const std::string name = token.substr(1);
  for (auto open = stack_.rbegin(); open != stack_.rend() && !name.empty(); ++open) {
    if (open->section->type() == "plugin") {
      continue;  // its keys cannot be referred to
    }
    if (const Setting* setting = open->section->own(name)) {
      value = setting->value;
      return true;
    }
  }
  const std::string* fallback = options_.default_of != nullptr ? options_.default_of(name) : nullptr;
  if (fallback == nullptr) {
    findings_.error(where, "Unknown variable: " + token);
    return false;
  }
  value.text = *fallback;
  return true;
}

}  // namespace dovetail::config
