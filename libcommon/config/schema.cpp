// SPDX-License-Identifier: MIT
#include "libcommon/config/schema.hpp"

#include <cassert>

#include "libcommon/base/text.hpp"
#include "libcommon/config/typed.hpp"

namespace dovetail::config {
namespace {

// The value of a Result, or its problem's text.
template <class V, class M>
bool take(const base::Result<V, Problem>& parsed, M& out, std::string& problem) {
  if (!parsed) {
    problem = parsed.error();
    return false;
  }
  out = *parsed;
  return true;
}

bool is_text(const Setting& setting, std::string& problem) {
  if (setting.value.kind == Value::Kind::file) {
    problem = "a file ('<') is not possible here";
    return false;
  }
  return true;
}

}  // namespace

const char* form_of(SettingType type) {
  switch (type) {
    case SettingType::boolean:
      return "yes or no";
    case SettingType::number:
      return "number";
    case SettingType::octal:
      return "mode";
    case SettingType::port:
      return "port";
    case SettingType::size:
      return "size";
    case SettingType::time:
      return "time";
    case SettingType::choice:
      return "word";
    case SettingType::text:
      return "text";
    case SettingType::words:
      return "list";
    case SettingType::late:
      return "text, <file or credential:NAME";
    case SettingType::custom:
      return "text";
  }
  return "";
}

std::vector<const SchemaBase::Declared*> SchemaBase::declared() const {
  std::vector<const Declared*> out;
  for (const Entry& entry : entries_) {
    out.push_back(&entry.declared);
  }
  return out;
}

const SchemaBase::Declared* SchemaBase::find(std::string_view name) const {
  for (const Entry& entry : entries_) {
    if (entry.declared.name == name) {
      return &entry.declared;
    }
  }
  return nullptr;
}

void SchemaBase::add(Declared declared, std::unique_ptr<Target> target) {
  assert(find(declared.name) == nullptr);
  if (declared.form.empty()) {
    declared.form = declared.choices.empty() ? form_of(declared.type) : base::joined(declared.choices, ", ");
  }
  entries_.push_back({std::move(declared), std::move(target)});
}

void SchemaBase::read_into(void* object, const Section& section, Findings& findings) const {
  for (const Entry& entry : entries_) {
    std::string problem;
    const Setting fallback{entry.declared.name, {Value::Kind::text, entry.declared.default_text}, {}};
    [[maybe_unused]] const bool sound = entry.target->assign(object, fallback, problem);
    assert(sound && "a declared default is of its own type");
    const Setting* written = section.find(entry.declared.name);
    if (written == nullptr) {
      continue;
    }
    const Setting setting{entry.declared.name, written->value, written->where};
    if (!entry.target->assign(object, setting, problem)) {
      findings.error(setting.where, entry.declared.name + ": " + problem);
    }
  }
}

bool convert(const Setting& setting, SettingType, bool& out, std::string& problem) {
  if (setting.key.starts_with("plugin/")) {  // strings to Dovecot, which its plugins read loosely
    out = plugin_bool(setting.value.text);
    return true;
  }
  return is_text(setting, problem) && take(parse_bool(setting.value.text), out, problem);
}

bool convert(const Setting& setting, SettingType type, std::uint64_t& out, std::string& problem) {
  if (!is_text(setting, problem)) {
    return false;
  }
  const std::string& text = setting.value.text;
  switch (type) {
    case SettingType::octal:
      return take(parse_octal(text), out, problem);
    case SettingType::port:
      return take(parse_port(text), out, problem);
    case SettingType::size:
      return take(parse_size(text), out, problem);
    default:
      return take(parse_number(text), out, problem);
  }
}

bool convert(const Setting& setting, SettingType, std::chrono::seconds& out, std::string& problem) {
  return is_text(setting, problem) && take(parse_seconds(setting.value.text), out, problem);
}

bool convert(const Setting& setting, SettingType, std::chrono::milliseconds& out, std::string& problem) {
  return is_text(setting, problem) && take(parse_time(setting.value.text), out, problem);
}

bool convert(const Setting& setting, SettingType, std::string& out, std::string& problem) {
  if (!is_text(setting, problem)) {
    return false;
  }
  out = setting.value.text;
  return true;
}

bool convert(const Setting& setting, SettingType, std::vector<std::string>& out, std::string& problem) {
  if (!is_text(setting, problem)) {
    return false;
  }
  out = parse_words(setting.value.text);
  return true;
}

bool convert(const Setting& setting, SettingType, LateValue& out, std::string&) {
  out = {setting.value, setting.where};
  return true;
}

std::string choice_problem(const std::string& text, const std::vector<std::string>& choices) {
  return "Invalid value: " + text + " (one of: " + base::joined(choices, ", ") + ")";
}

}  // namespace dovetail::config
