// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/specification.hpp"

#include <algorithm>
#include <array>

#include "libcommon/base/text.hpp"
#include "libcommon/table/limits.hpp"
#include "libcommon/table/text/braces.hpp"

namespace dovetail::table::maps {
namespace {

using Type = Specification::Type;

struct TypeName {
  std::string_view name;
  Type type;
};
constexpr std::array kTypes{TypeName{"mysql", Type::mysql},        TypeName{"sqlite", Type::sqlite},
                            TypeName{"hash", Type::hash},          TypeName{"btree", Type::hash},
                            TypeName{"dbm", Type::hash},           TypeName{"cdb", Type::hash},
                            TypeName{"lmdb", Type::hash},          TypeName{"texthash", Type::hash},
                            TypeName{"cidr", Type::cidr},          TypeName{"pcre", Type::pcre},
                            TypeName{"regexp", Type::regexp},      TypeName{"inline", Type::inline_text},
                            TypeName{"static", Type::static_text}, TypeName{"unionmap", Type::unionmap}};

std::string why_not(std::string_view type) {
  const std::string name(type);
  if (type == "ldap" || type == "pgsql") {
    return name + ": tables are not supported: keep " + name + ": in main.cf (or proxy:" + name + ":)";
  }
  if (type == "socketmap" || type == "tcp" || type == "memcache") {
    return name + ": is itself answered by a server: name that one in main.cf";
  }
  return "unknown or unsupported table type: " + base::printable(type, 40);
}

base::Result<Specification, std::string> parse(std::string_view text, std::size_t depth) {
  text = base::trimmed(text);
  while (base::starts_with_ignoring_case(text, "proxy:"))
    text.remove_prefix(6);
  const auto parts = base::split_once(text, ':');
  if (!parts)
    return base::Unexpected("no table type in \"" + base::printable(text, 80) + "\": write type:name");
  const auto type =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& t) { return t.name == parts->first; });
  if (type == kTypes.end()) return base::Unexpected(why_not(parts->first));
  Specification found{type->type, std::string(text), std::string(base::trimmed(parts->second)), {}};
  const bool braces = !found.value.empty() && found.value[0] == '{';
  if (found.type == Type::unionmap) {
    const auto inside = text::inside_braces(found.value);
    const auto members = inside ? text::split_outside_braces(*inside) : std::nullopt;
    if (!members || members->empty() || depth >= kMaxNesting / 10) {
      return base::Unexpected(std::string("bad syntax: need unionmap:{type:name, …}"));
    }
    for (const std::string_view member : *members) {
      auto parsed = parse(member, depth + 1);
      if (!parsed) return parsed;
      found.members.push_back(*std::move(parsed));
    }
    return found;
  }
  const bool is_file = found.type != Type::inline_text && found.type != Type::static_text;
  const bool takes_braces =
      found.type == Type::cidr || found.type == Type::pcre || found.type == Type::regexp;
  if (is_file && !(braces && takes_braces) && (found.value.empty() || found.value[0] != '/')) {
    return base::Unexpected("need an absolute path: " + base::printable(text, 200));
  }
  return found;
}

}  // namespace

base::Result<Specification, std::string> parse_specification(std::string_view text) {
  return parse(text, 0);
}

}  // namespace dovetail::table::maps
