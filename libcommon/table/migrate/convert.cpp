// SPDX-License-Identifier: MIT
#include "libcommon/table/migrate/convert.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "libcommon/base/text.hpp"
#include "libcommon/table/cf_file.hpp"
#include "libcommon/table/migrate/master_cf.hpp"
#include "libcommon/table/migrate/parameters.hpp"
#include "libcommon/table/text/braces.hpp"

namespace dovetail::table::migrate {
namespace {

// A table as a parameter names it.
struct Source {
  std::string type;  // "mysql", "hash", …
  std::string path;
};

std::optional<Source> source_of(std::string_view token, bool text_files) {
  while (token.substr(0, 6) == "proxy:")
    token.remove_prefix(6);
  const auto parts = base::split_once(token, ':');
  if (!parts || parts->second.empty() || parts->second[0] != '/') return std::nullopt;
  static const std::set<std::string, std::less<>> databases{"mysql", "sqlite"};
  static const std::set<std::string, std::less<>> texts{"hash",     "btree", "lmdb", "cdb",
                                                        "texthash", "cidr",  "pcre", "regexp"};
  if (databases.count(parts->first) == 0 && !(text_files && texts.count(parts->first) > 0))
    return std::nullopt;
  return Source{std::string(parts->first), std::string(parts->second)};
}

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

class Converter {
 public:
  Converter(const ConvertOptions& options, bool virtual_delivers)
      : options_(options), virtual_delivers_(virtual_delivers) {}

  // The new value of a parameter; nothing if no table of it moves. What must be said about it is in `notes`.
  std::optional<std::string> value(std::string_view name, std::string_view old,
                                   std::vector<std::string>& notes) {
    const Parameter* parameter = find_parameter(name);
    const bool restrictions = name.size() > 13 && base::ends_with_ignoring_case(name, "_restrictions");
    if (parameter == nullptr && !restrictions) return std::nullopt;
    const auto tokens = text::split_outside_braces(old);
    if (!tokens) return std::nullopt;
    std::string out;
    bool changed = false;
    std::string_view before;
    std::size_t copied = 0;  // of `old`
    for (const std::string_view token : *tokens) {
      const Parameter* use = restrictions ? find_restriction(before) : parameter;
      before = token;
      const auto moved = use == nullptr ? std::nullopt : table(*use, token, notes);
      if (!moved) continue;
      changed = true;
      const auto start = static_cast<std::size_t>(token.data() - old.data());
      out.append(old.substr(copied, start - copied)).append(*moved);
      copied = start + token.size();
    }
    out.append(old.substr(copied));
    return changed ? std::optional(out) : std::nullopt;
  }

  std::vector<std::string> dovetail_lines() const {
    std::vector<std::string> lines;
    std::string folders;
    for (const std::string& folder : folders_)
      folders += (folders.empty() ? "" : " ") + folder;
    if (!folders.empty()) lines.push_back("tables_dir = " + folders);
    for (const auto& [name, settings] : sections_) {
      lines.push_back("table " + name + " {");
      for (const std::string& setting : settings)
        lines.push_back("  " + setting);
      lines.push_back("}");
    }
    return lines;
  }

  std::size_t kept() const { return kept_; }

 private:
  std::optional<std::string> table(const Parameter& use, std::string_view token,
                                   std::vector<std::string>& notes) {
    const auto source = source_of(token, options_.text_files);
    if (!source) return std::nullopt;
    if (const std::string why = reason_to_stay(use); !why.empty()) {
      notes.push_back(std::string(token) + " stays: " + why);
      ++kept_;
      return std::nullopt;
    }
    const bool exact_keys = source->type == "cidr" || source->type == "pcre" || source->type == "regexp";
    const bool derives = use.form != Form::plain && !exact_keys;
    const std::string name = name_for(*source, derives && options_.server_keys ? &use : nullptr);
    if (!use.note.empty()) notes.emplace_back(use.note);
    const std::string plain = "socketmap:" + options_.endpoint + ":" + name;
    if (!derives || options_.server_keys) return plain;
    return "unionmap:{inline:{x.invalid=x}," + plain + "}";
  }

  std::string reason_to_stay(const Parameter& use) const {
    switch (use.form) {
      case Form::stays:
        return std::string(use.note);
      case Form::mailbox:
        return virtual_delivers_ ? "virtual(8) reads it and takes no table over a socket" : "";
      case Form::unused:
        return virtual_delivers_ ? "virtual(8) takes no table over a socket"
                                 : "nobody reads it while virtual(8) does not deliver: it may be removed";
      default:
        return {};
    }
  }

  // The map's name: the file's, without .cf. Files of the same name, and other types, get a section of their
  // own.
  std::string name_for(const Source& source, const Parameter* derive) {
    const auto slash = source.path.rfind('/');
    std::string name = source.path.substr(slash + 1);
    const bool query_file =
        (source.type == "mysql" || source.type == "sqlite") && base::ends_with_ignoring_case(name, ".cf");
    if (query_file) name.erase(name.size() - 3);
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == ':' || base::is_space(c); }, '_');
    if (derive != nullptr && !query_uses_one_way(source.path, derive->keys))
      name += std::string("-") + keys_name(derive->keys);
    while (!names_.try_emplace(name, source.path).second && names_[name] != source.path)
      name += "_";
    const bool by_folder = query_file && name + ".cf" == source.path.substr(slash + 1);
    if (by_folder) folders_.insert(source.path.substr(0, slash));
    if (!by_folder) sections_[name] = {"source = " + source.type + ":" + source.path};
    if (derive != nullptr) {
      auto& settings = sections_[name];
      add_once(settings, std::string("keys = ") + keys_name(derive->keys));
      if (derive->propagates) add_once(settings, "propagate_extension = yes");
    }
    return name;
  }

  // False if the same file already serves a parameter that wants other keys.
  bool query_uses_one_way(const std::string& path, Keys keys) {
    return ways_.try_emplace(path, keys).first->second == keys;
  }

  static void add_once(std::vector<std::string>& settings, std::string line) {
    if (std::find(settings.begin(), settings.end(), line) == settings.end())
      settings.push_back(std::move(line));
  }

  const ConvertOptions& options_;
  bool virtual_delivers_;
  std::set<std::string> folders_;
  std::map<std::string, std::vector<std::string>> sections_;
  std::map<std::string, std::string> names_;  // map -> file
  std::map<std::string, Keys> ways_;
  std::size_t kept_ = 0;
};

// Does anything deliver through virtual(8)? It does unless virtual_transport names another transport.
bool virtual_delivers(const CfFile& main_cf) {
  const auto* transport = main_cf.find("virtual_transport");
  const auto* domains = main_cf.find("virtual_mailbox_domains");
  if (domains == nullptr && main_cf.find("virtual_mailbox_maps") == nullptr) return false;
  return transport == nullptr || transport->value.empty() || transport->value.substr(0, 7) == "virtual";
}

}  // namespace

Conversion convert(std::string_view main_cf, std::string_view master_cf, const ConvertOptions& options) {
  Conversion result;
  const CfFile main = parse_cf(main_cf);
  Converter converter(options, virtual_delivers(main));
  for (const CfFile::Setting& setting : main.settings) {
    if (main.find(setting.name) != &setting) continue;  // overwritten further down
    std::vector<std::string> notes;
    const auto value = converter.value(setting.name, setting.value, notes);
    if (value) {
      ++result.changed;
      result.main_cf.push_back(setting.name + " = " + *value);
    }
    for (const std::string& note : notes)
      result.main_cf.push_back("# " + setting.name + ": " + note);
  }
  for (const Override& one : read_overrides(master_cf)) {
    std::vector<std::string> notes;
    const auto value = converter.value(one.name, one.value, notes);
    if (value) {
      ++result.changed;
      result.master_cf.push_back("# " + one.service + ", line " + std::to_string(one.line));
      result.master_cf.push_back("  -o { " + one.name + " = " + *value + " }");
    }
    for (const std::string& note : notes) {
      result.master_cf.push_back("# " + one.service + ": " + one.name + ": " + note);
    }
  }
  result.dovetail = converter.dovetail_lines();
  result.kept = converter.kept();
  return result;
}

}  // namespace dovetail::table::migrate
