// SPDX-License-Identifier: MIT
#include "libcommon/table/migrate/convert.hpp"

#include <algorithm>
#include <optional>

#include "libcommon/base/text.hpp"
#include "libcommon/table/migrate/main_cf.hpp"
#include "libcommon/table/migrate/master_cf.hpp"
#include "libcommon/table/migrate/parameters.hpp"
#include "libcommon/table/migrate/value_converter.hpp"

namespace dovetail::table::migrate {
namespace {

// Does anything deliver through virtual(8)? It does unless virtual_transport names another transport.
bool virtual_delivers(const MainCf& main) {
  if (!main.has("virtual_mailbox_domains") && !main.has("virtual_mailbox_maps")) return false;
  const auto transport = main.value("virtual_transport");
  return !transport || transport->empty() || transport->substr(0, 7) == "virtual";
}

// What Postfix knows and the server has to be told, where it derives the keys.
void add_rules_of_keys(const MainCf& main, const ServedTables& tables, std::vector<std::string>& lines) {
  std::vector<std::string> rules;
  const auto delimiter = main.expanded(main.value("recipient_delimiter").value_or(""));
  rules.push_back("recipient_delimiter = " + delimiter.value_or("# set it: it is not clear what main.cf says"));
  if (tables.any_with(Keys::address)) {
    std::vector<std::string> unknown;
    std::vector<std::string> domains;
    for (const char* name : {"myorigin", "mydestination"}) {
      for (std::string& word : main.words(name, unknown)) {
        const bool table = word.find(':') != std::string::npos && word[0] != '[';
        if (table) unknown.push_back(word);
        if (!table && std::find(domains.begin(), domains.end(), word) == domains.end())
          domains.push_back(std::move(word));
      }
    }
    rules.push_back("tables_local_domains = " + base::joined(domains, " "));
    std::sort(unknown.begin(), unknown.end());
    unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
    for (const std::string& word : unknown)
      rules.push_back("# tables_local_domains: add what " + word + " of mydestination or myorigin stands for");
  }
  lines.insert(lines.begin(), rules.begin(), rules.end());
}

void add_notes(const std::string& name, const std::vector<std::string>& notes, std::vector<std::string>& lines) {
  for (const std::string& note : notes)
    lines.push_back("# " + name + ": " + note);
}

}  // namespace

Conversion convert(std::string_view main_cf, std::string_view master_cf, const ConvertOptions& options) {
  Conversion result;
  const MainCf main(main_cf, options.config_directory);
  ServedTables tables;
  ValueConverter converter(main, options, virtual_delivers(main), tables);
  for (const CfFile::Setting& setting : main.settings()) {
    if (!main.counts(setting)) continue;  // overwritten further down
    const auto converted = converter.convert(setting.name, setting.value);
    if (converted.value) {
      ++result.changed;
      result.main_cf.push_back(setting.name + " = " + *converted.value);
    }
    add_notes(setting.name, converted.notes, result.main_cf);
  }
  for (const Override& one : read_overrides(master_cf)) {
    const auto converted = converter.convert(one.name, one.value);
    if (converted.value) {
      ++result.changed;
      result.master_cf.push_back("# " + one.service + ", line " + std::to_string(one.line));
      result.master_cf.push_back("  -o { " + one.name + " = " + *converted.value + " }");
    }
    add_notes(one.service + ": " + one.name, converted.notes, result.master_cf);
  }
  result.dovetail = tables.configuration();
  if (options.server_keys && !result.dovetail.empty()) add_rules_of_keys(main, tables, result.dovetail);
  result.kept = converter.kept();
  result.unknown = converter.unknown();
  return result;
}

}  // namespace dovetail::table::migrate
