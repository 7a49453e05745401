// SPDX-License-Identifier: MIT
// What is written about the declared settings: the commented sample file and the manual's list.
#include <algorithm>
#include <set>

#include "libcommon/base/text.hpp"
#include "libcommon/config/dovecot_names.hpp"
#include "libcommon/config/show.hpp"

namespace dovetail::config {
namespace {

constexpr std::string_view kPlugin = "plugin/";

std::string sample_name(const SchemaBase::Declared& declared) {
  return declared.name.starts_with(kPlugin) ? declared.name.substr(kPlugin.size()) : declared.name;
}

// The first line of a section, with a word in the place of the name that it needs.
std::string opened(const std::string& section) {
  const bool named = section == "service" || section == "table" || section == "inet_listener";
  return "\n#" + section + (named ? " NAME" : section == "unix_listener" ? " PATH" : "") + " {\n";
}

// Some settings are declared by several daemons: each is written where it comes first.
using Written = std::set<std::string>;

bool is_first(const SchemaBase& schema, const SchemaBase::Declared& declared, Written& written) {
  return written.insert(schema.section_type() + "/" + declared.name).second;
}

void print_sample(std::string& out, const SchemaBase& schema, Written& written) {
  out += "\n# ---- " + schema.topic() + " ----\n";
  const std::string& section = schema.section_type();
  std::string open = section;  // the section that the lines stand in
  if (!section.empty()) {
    out += opened(section);
  }
  for (const auto* declared : schema.declared()) {
    if (!is_first(schema, *declared, written)) {
      continue;
    }
    const std::string wanted = declared->name.starts_with(kPlugin) ? "plugin" : section;
    if (wanted != open) {
      out += open.empty() ? "" : "#}\n";
      out += wanted.empty() ? "" : opened(wanted);
      open = wanted;
    }
    const Value fallback{Value::Kind::text, declared->default_text};
    out += "\n# " + declared->help + " (" + declared->form + ")\n";
    out += "#" + std::string(open.empty() ? "" : "  ") + sample_name(*declared) + show_setting("", fallback) +
           "\n";
  }
  out += open.empty() ? "" : "#}\n";
}

// man(7): a backslash, and a dot or apostrophe at the start of a line, have a meaning.
std::string roff(std::string_view text) {
  std::string out = base::replaced_all(base::replaced_all(text, "\\", "\\e"), "-", "\\-");
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

void print_manual(std::string& out, const SchemaBase& schema, Written& written) {
  const std::string& section = schema.section_type();
  out += ".SS " + roff(section.empty() ? schema.topic() : schema.topic() + " (" + section + " {})") + "\n";
  for (const auto* declared : schema.declared()) {
    if (!is_first(schema, *declared, written)) {
      continue;
    }
    const bool plugin = declared->name.starts_with(kPlugin);
    const std::string value = declared->default_text.empty() ? "empty" : declared->default_text;
    out += ".TP\n\\fB" + roff(sample_name(*declared)) + "\\fR";
    out += plugin ? " in plugin {}" : "";
    out += " (" + roff(declared->form) + "; default: " + roff(value) + ")\n" + roff(declared->help) + "\n";
  }
}

bool is_dovecots(std::string_view name) {
  const auto some = dovecot_settings();
  const auto empty = dovecot_empty_settings();
  return std::find(empty.begin(), empty.end(), name) != empty.end() ||
         std::any_of(some.begin(), some.end(), [&](const DovecotSetting& one) { return one.name == name; });
}

void print_names(std::string& out, const char* table, const Written& names) {
  out += std::string("constexpr std::string_view ") + table + "[] = {\n";
  for (const std::string& name : names) {
    out += "    \"" + name + "\",\n";
  }
  out += "};\n\n";
}

}  // namespace

std::string sample(const std::vector<const SchemaBase*>& schemas) {
  std::string out =
      "# Configuration of the Dovetail daemons, in the grammar of Dovecot 2.3 (dovetail.conf(5)).\n"
      "# Settings are shown with their defaults; listeners and plugin {} are in the manual. `dovetail config "
      "check`\n"
      "# reads this file and says what is wrong.\n"
      "\n"
      "!include_try conf.d/*.conf\n";
  Written written;
  for (const SchemaBase* schema : schemas) {
    print_sample(out, *schema, written);
  }
  return out;
}

std::string manual(const std::vector<const SchemaBase*>& schemas) {
  std::string out;
  Written written;
  for (const SchemaBase* schema : schemas) {
    print_manual(out, *schema, written);
  }
  return out;
}

std::string names_source(const std::vector<const SchemaBase*>& schemas) {
  Written settings;
  Written keys;
  Written plugin;
  for (const SchemaBase* schema : schemas) {
    for (const auto* declared : schema->declared()) {
      if (declared->name.starts_with(kPlugin)) {
        plugin.insert(sample_name(*declared));
      } else if (!schema->section_type().empty()) {
        keys.insert(schema->section_type() + "/" + declared->name);
      } else if (!is_dovecots(declared->name)) {
        settings.insert(declared->name);
      }
    }
  }
  std::string out =
      "// SPDX-License-Identifier: MIT\n"
      "// Written by packaging/scripts/update_generated.sh from the declared settings.\n"
      "#include \"libcommon/config/suite_names.hpp\"\n\n"
      "namespace dovetail::config {\nnamespace {\n\n";
  print_names(out, "kSettings", settings);
  print_names(out, "kSectionKeys", keys);
  print_names(out, "kPluginSettings", plugin);
  return out +
         "}  // namespace\n\n"
         "std::span<const std::string_view> suite_settings() {\n  return kSettings;\n}\n\n"
         "std::span<const std::string_view> suite_section_keys() {\n  return kSectionKeys;\n}\n\n"
         "std::span<const std::string_view> suite_plugin_settings() {\n  return kPluginSettings;\n}\n\n"
         "}  // namespace dovetail::config\n";
}

}  // namespace dovetail::config
