// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/text_source.hpp"

#include <algorithm>
#include <optional>

#include "libcommon/table/limits.hpp"
#include "libcommon/table/text/braces.hpp"
#include "libcommon/table/text/cidr_text.hpp"
#include "libcommon/table/text/hash_text.hpp"
#include "libcommon/table/text/pattern_text.hpp"

namespace dovetail::table::maps {
namespace {

using Type = Specification::Type;

bool is_in_braces(const Specification& specification) {
  return !specification.value.empty() && specification.value[0] == '{';
}

ReadTable failed(std::string why) {
  ReadTable read;
  read.problems.push_back({0, true, std::move(why)});
  return read;
}

std::optional<std::string> rules_in_braces(std::string_view value) {
  const auto inside = text::inside_braces(value);
  const auto parts = inside ? text::split_outside_braces(*inside) : std::nullopt;
  if (!parts) return std::nullopt;
  std::string content;
  for (const std::string_view part : *parts) {
    const auto rule = text::inside_braces(part);
    if (!rule) return std::nullopt;
    content.append(*rule).append("\n");
  }
  return content;
}

ReadTable read_content(Type type, std::string_view content, bool folds) {
  switch (type) {
    case Type::hash: return text::read_hash(content, folds);
    case Type::cidr: return text::read_cidr(content);
    case Type::pcre: return text::read_patterns(content, text::PatternKind::pcre);
    default: return text::read_patterns(content, text::PatternKind::regexp);
  }
}

}  // namespace

bool is_text(Type type) {
  return type != Type::mysql && type != Type::sqlite && type != Type::unionmap;
}

std::string text_origin(const Specification& specification, const std::string& origin) {
  const bool own = specification.type == Type::inline_text || specification.type == Type::static_text;
  return own || is_in_braces(specification) ? origin : specification.value;
}

ReadTable read_text(const Specification& specification, const config::FileSource& files, bool folds) {
  if (specification.type == Type::inline_text) return text::read_inline(specification.value, folds);
  if (specification.type == Type::static_text) return text::read_static(specification.value);
  if (is_in_braces(specification)) {  // rules in the specification itself: { {rule}, {rule} }
    const auto content = rules_in_braces(specification.value);
    return content ? read_content(specification.type, *content, folds)
                   : failed("bad syntax: need {{rule}, {rule}}");
  }
  const auto content = files.read(specification.value, kMaxTextFile);
  return content ? read_content(specification.type, *content, folds) : failed(content.error().detail);
}

base::Result<std::shared_ptr<const TextTable>> ListTables::open(std::string_view specification) const {
  const auto parsed = parse_specification(specification);
  if (!parsed) return base::Unexpected(base::permanent(parsed.error()));
  if (!is_text(parsed->type)) {
    return base::Unexpected(base::permanent("a list of domains takes tables of text only: " + parsed->text));
  }
  ReadTable read = read_text(*parsed, files_, true);
  if (read.table) return std::shared_ptr<const TextTable>(std::move(read.table));
  const auto why = std::find_if(read.problems.begin(), read.problems.end(), [](const Problem& p) { return p.is_error; });
  return base::Unexpected(
      base::permanent(parsed->text + ": " + (why == read.problems.end() ? "cannot be read" : why->text)));
}

}  // namespace dovetail::table::maps
