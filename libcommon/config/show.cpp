// SPDX-License-Identifier: MIT
#include "libcommon/config/show.hpp"

#include <optional>
#include <set>

#include "libcommon/base/text.hpp"
#include "libcommon/config/reader.hpp"
#include "libcommon/config/statement.hpp"

namespace dovetail::config {
namespace {

constexpr std::string_view kPlugin = "plugin/";

std::string right_side(const std::string& key, const Value& value) {
  if (value.kind == Value::Kind::file) {
    return " = <" + value.text;
  }
  if (value.text.empty()) {
    return " =";
  }
  return is_secret(key) ? " = # hidden" : " = " + quoted_if_needed(value.text);
}

std::string word_again(const std::string& value) {
  if (value.find_first_of(" \t'\"") == std::string::npos) {
    return value;
  }
  const std::string quote = value.find('\'') == std::string::npos ? "'" : "\"";
  return quote + value + quote;
}

// Settings of several words may hold a password: "password=x" of a static passdb or of a database. Nothing: no
// word is secret.
std::optional<std::string> masked_words(const std::string& text) {
  std::vector<std::string> out;
  bool masked = false;
  for (const auto& [key, value] : connect_words(text)) {
    const bool hide = is_secret(key);
    masked = masked || hide;
    out.push_back((key.empty() ? "" : key + "=") + (hide ? "***" : word_again(value)));
  }
  return masked ? std::optional(base::joined(out, " ")) : std::nullopt;
}

class Printer {
 public:
  void line(std::size_t depth, const std::string& text) {
    out_.append(depth * 2, ' ').append(text).append("\n");
  }

  void setting(std::size_t depth, const std::string& key, const Value& value) {
    line(depth, show_setting(key, value));
  }

  void section(std::size_t depth, const Section& section) {
    const bool quoted = section.name().find_first_of(" \t#{") != std::string::npos;
    const std::string name = quoted ? "\"" + section.name() + "\"" : section.name();
    line(depth, section.type() + (name.empty() ? "" : " " + name) + " {");
    for (const Setting& one : section.settings()) {
      setting(depth + 1, one.key, one.value);
    }
    for (const auto& child : section.sections()) {
      this->section(depth + 1, *child);
    }
    line(depth, "}");
  }

  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

// Some settings are declared by several daemons: `printed` holds the names that came already.
void print_declared(Printer& out, const Section& root, const SchemaBase& schema, ShowWhat what,
                    std::set<std::string>& printed) {
  for (const auto* declared : schema.declared()) {
    if (declared->name.starts_with(kPlugin) || !printed.insert(declared->name).second) {
      continue;  // plugin settings are printed with the section as written
    }
    const Setting* written = root.own(declared->name);
    const Value fallback{Value::Kind::text, declared->default_text};
    const Value& value = written != nullptr ? written->value : fallback;
    if (what == ShowWhat::all || !(value == fallback)) {
      out.setting(0, declared->name, value);
    }
  }
}

}  // namespace

bool is_secret(std::string_view key) {
  return key == "password" || key == "pass" || key == "connect" || key.ends_with("_password") ||
         key.ends_with("_key") || key.ends_with("_nonce") || key.ends_with("_secret");
}

std::string show_setting(const std::string& key, const Value& value) {
  const std::string name = key.substr(key.rfind('/') + 1);
  if ((name == "args" || name.ends_with("_database")) && value.kind == Value::Kind::text) {
    if (const auto masked = masked_words(value.text)) {
      return key + right_side(name, {Value::Kind::text, *masked});
    }
  }
  return key + right_side(name, value);
}

std::string show(const Document& document, const std::vector<const SchemaBase*>& schemas, ShowWhat what) {
  Printer out;
  std::set<std::string> printed;
  for (const SchemaBase* schema : schemas) {
    if (schema->section_type().empty()) {
      print_declared(out, document.root, *schema, what, printed);
    }
  }
  for (const auto& section : document.root.sections()) {
    out.section(0, *section);
  }
  return out.take();
}

}  // namespace dovetail::config
