// SPDX-License-Identifier: MIT
#include "libcommon/table/migrate/served_tables.hpp"

#include <algorithm>
#include <set>

#include "libcommon/base/text.hpp"

namespace dovetail::table::migrate {
namespace {

const char* keys_name(Keys keys) {
  switch (keys) {
    case Keys::address:
      return "address";
    case Keys::transport:
      return "transport";
    case Keys::domain:
      return "domain";
    case Keys::access_address:
      return "access-address";
    case Keys::access_host:
      return "access-host";
    case Keys::exact:
      break;
  }
  return "exact";
}

bool is_query_file(const Source& source) {
  return (source.type == "mysql" || source.type == "sqlite") && base::ends_with_ignoring_case(source.path, ".cf");
}

std::string base_name(const Source& source) {
  std::string name = source.path.substr(source.path.rfind('/') + 1);
  if (is_query_file(source)) name.erase(name.size() - 3);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == ':' || base::is_space(c); }, '_');
  return name;
}

}  // namespace

std::string ServedTables::add(const Source& source, const Way& way, bool secret) {
  const std::string base = base_name(source);
  std::string name = base;
  const auto fits = [&] {
    const auto [at, fresh] = tables_.try_emplace(name, Served{source, way, secret});
    if (!fresh && (at->second.source.path != source.path || at->second.way != way)) return false;
    at->second.secret = at->second.secret || secret;
    return true;
  };
  const bool plain = fits();
  if (!plain && way.keys != Keys::exact) name = base + "-" + keys_name(way.keys);
  if (!plain && way.keys == Keys::exact) name += "_";
  while (!plain && !fits())
    name += "_";
  return name;
}

bool ServedTables::any_with(Keys keys) const {
  return std::any_of(tables_.begin(), tables_.end(),
                     [keys](const auto& table) { return table.second.way.keys == keys; });
}

std::vector<std::string> ServedTables::configuration() const {
  std::set<std::string> folders;
  std::vector<std::string> sections;
  for (const auto& [name, table] : tables_) {
    const Source& source = table.source;
    const auto slash = source.path.rfind('/');
    const bool by_folder = is_query_file(source) && name + ".cf" == source.path.substr(slash + 1);
    std::vector<std::string> settings;
    if (by_folder) folders.insert(source.path.substr(0, slash));
    if (!by_folder) settings.push_back("source = " + source.type + ":" + source.path);
    if (table.way.keys != Keys::exact) settings.push_back(std::string("keys = ") + keys_name(table.way.keys));
    if (table.way.propagates) settings.emplace_back("propagate_extension = yes");
    if (table.way.dot_parents) settings.push_back(*table.way.dot_parents ? "dot_parents = yes" : "dot_parents = no");
    if (table.secret) settings.emplace_back("secret = yes");
    if (settings.empty()) continue;
    sections.push_back("table " + name + " {");
    for (const std::string& setting : settings)
      sections.push_back("  " + setting);
    sections.emplace_back("}");
  }
  if (folders.empty()) return sections;
  const std::string dirs = base::joined({folders.begin(), folders.end()}, " ");
  sections.insert(sections.begin(), "tables_dir = " + dirs);
  return sections;
}

}  // namespace dovetail::table::migrate
