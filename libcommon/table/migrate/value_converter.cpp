// SPDX-License-Identifier: MIT
#include "libcommon/table/migrate/value_converter.hpp"

#include <algorithm>
#include <set>

#include "libcommon/base/text.hpp"
#include "libcommon/table/text/braces.hpp"

namespace dovetail::table::migrate {
namespace {

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

// The database tables that a value names, as written: "proxy:mysql:/etc/postfix/x.cf", "sqlite:…".
std::vector<std::string> databases_in(std::string_view value) {
  std::vector<std::string> found;
  for (std::size_t start = 0; start < value.size();) {
    const auto end = std::min(value.find_first_of(" \t\r\n,{}", start), value.size());
    const std::string_view word = value.substr(start, end - start);
    std::string_view type = word;
    while (type.substr(0, 6) == "proxy:")
      type.remove_prefix(6);
    if (type.substr(0, 6) == "mysql:" || type.substr(0, 7) == "sqlite:") found.emplace_back(word);
    start = end + 1;
  }
  return found;
}

}  // namespace

ValueConverter::ValueConverter(const MainCf& main, const ConvertOptions& options, bool virtual_delivers,
                               ServedTables& tables)
    : main_(main), options_(options), virtual_delivers_(virtual_delivers), tables_(tables) {
  std::vector<std::string> unknown;
  classes_ = main.words("smtpd_restriction_classes", unknown);
}

ValueConverter::Kind ValueConverter::kind_of(std::string_view name) const {
  if (find_parameter(name) != nullptr) return Kind::tables;
  const bool list = name.size() > 13 && base::ends_with_ignoring_case(name, "_restrictions");
  const bool restriction_class = std::find(classes_.begin(), classes_.end(), name) != classes_.end();
  return list || restriction_class ? Kind::restrictions : Kind::none;
}

ValueConverter::Converted ValueConverter::convert(std::string_view name, std::string_view value) {
  Converted out;
  const Kind kind = kind_of(name);
  const std::string text = with_references(value);
  if (kind != Kind::none) {
    out.value = moved(kind == Kind::tables ? find_parameter(name) : nullptr, text, out);
  }
  note_leftovers(name, out.value.value_or(text), kind, out);
  return out;
}

// What stands behind a $name is written out where it holds a database table: else it could not be changed.
std::string ValueConverter::with_references(std::string_view value) const {
  const auto tokens = text::split_outside_braces(value);
  if (!tokens) return std::string(value);
  std::string out;
  std::size_t copied = 0;
  for (const std::string_view token : *tokens) {
    if (token.find('$') == std::string_view::npos) continue;
    const auto whole = main_.expanded(token);
    if (!whole || databases_in(*whole).empty()) continue;
    const auto start = static_cast<std::size_t>(token.data() - value.data());
    out.append(value.substr(copied, start - copied)).append(*whole);
    copied = start + token.size();
  }
  return out.append(value.substr(copied));
}

// `parameter` null: a list of restrictions, where the word before a table says what it is for.
std::optional<std::string> ValueConverter::moved(const Parameter* parameter, std::string_view value,
                                                 Converted& out) {
  const auto tokens = text::split_outside_braces(value);
  if (!tokens) return std::nullopt;
  std::string text;
  bool changed = false;
  std::string_view before;
  std::size_t copied = 0;  // of `value`
  for (const std::string_view token : *tokens) {
    const Parameter* use = parameter == nullptr ? find_restriction(before) : parameter;
    before = token;
    std::optional<std::string> instead;
    if (const auto inside = text::inside_braces(token); inside && parameter == nullptr) {
      instead = moved(nullptr, *inside, out);
      if (instead) instead = "{ " + *instead + " }";
    } else if (use != nullptr) {
      instead = table(*use, token, out);
    }
    if (!instead) continue;
    changed = true;
    const auto start = static_cast<std::size_t>(token.data() - value.data());
    text.append(value.substr(copied, start - copied)).append(*instead);
    copied = start + token.size();
  }
  text.append(value.substr(copied));
  return changed ? std::optional(text) : std::nullopt;
}

std::optional<std::string> ValueConverter::table(const Parameter& use, std::string_view token, Converted& out) {
  const auto source = source_of(token, options_.text_files);
  if (!source) return std::nullopt;
  if (const std::string why = reason_to_stay(use); !why.empty()) {
    out.notes.push_back(std::string(token) + " stays: " + why);
    ++kept_;
    return std::nullopt;
  }
  const bool exact_keys = source->type == "cidr" || source->type == "pcre" || source->type == "regexp";
  const bool derives = use.form != Form::plain && !exact_keys;
  const std::string name =
      tables_.add(*source, derives && options_.server_keys ? way_for(use) : Way{}, use.secret);
  if (!use.note.empty()) out.notes.emplace_back(use.note);
  const std::string plain = "socketmap:" + options_.endpoint + ":" + name;
  if (!derives || options_.server_keys) return plain;
  return "unionmap:{inline:{x.invalid=x}," + plain + "}";
}

std::string ValueConverter::reason_to_stay(const Parameter& use) const {
  if (use.secret && options_.endpoint.substr(0, 5) == "inet:") {
    return "results are passwords, which dovetail-tabled does not give away over TCP: use a unix: socket";
  }
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

Way ValueConverter::way_for(const Parameter& use) const {
  Way way{use.keys, false, std::nullopt};
  way.propagates = !use.extensions.empty() && main_.lists("propagate_unmatched_extensions", use.extensions);
  if (use.parents.empty()) return way;
  const bool dot = use.parents == "." || !main_.lists("parent_domain_matches_subdomains", use.parents);
  if (dot != has_dot_parents(use.keys)) way.dot_parents = dot;
  return way;
}

// A table that is neither moved nor said to stay must not be passed over in silence.
void ValueConverter::note_leftovers(std::string_view name, std::string_view value, Kind kind, Converted& out) {
  if (kind == Kind::none && main_.references().count(name) > 0) return;  // told where the name is used
  for (const std::string& database : databases_in(value)) {
    const bool told = std::any_of(out.notes.begin(), out.notes.end(), [&](const std::string& note) {
      return note.substr(0, database.size() + 1) == database + " ";
    });
    if (told) continue;
    const char* why = kind == Kind::none
                          ? "this parameter is not one whose tables are known to work over a socket"
                          : "its form is not understood: write mysql:/path or sqlite:/path, outside of other maps";
    out.notes.push_back(database + " is not moved: " + why);
    ++unknown_;
  }
}

}  // namespace dovetail::table::migrate
