// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/extensions/include_globals.hpp"
#include "lmtp/sieve/extensions/modifiers.hpp"
#include "lmtp/sieve/extensions/variable_name.hpp"
#include "lmtp/sieve/runtime/limits.hpp"

namespace dovetail::lmtp::sieve {

namespace {

constexpr std::size_t kNamespaceElements = 10;

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), base::is_digit);
}

// identifier *( "." identifier ), the last may be a number (RFC 5229 §3).
bool is_reference(std::string_view name) {
  if (is_number(name)) return true;
  const auto elements = base::split(name, '.');
  if (elements.size() > kNamespaceElements) return false;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (!is_variable_identifier(elements[i]) && !(i > 0 && is_number(elements[i]))) return false;
  }
  return true;
}

bool add_match_value(TemplateString& out, std::string_view digits, unsigned line, Checker& checker) {
  const auto index = base::to_number<unsigned>(digits);
  if (!index || *index > limits::kMatchValues) {
    checker.error(line,
                  fmt::format("match value index {} out of range (max: {})",
                              index ? std::to_string(*index) : std::string(digits), limits::kMatchValues));
    return true;  // told, but the tree is checked on as if it stood for nothing
  }
  out.add({StringPart::Kind::match_value, {}, *index, nullptr});
  return true;
}

bool add_namespaced(TemplateString& out, std::string_view name, unsigned line, Checker& checker) {
  const std::size_t dot = name.find('.');
  const std::string space_name = base::lowered(name.substr(0, dot));
  const NamespaceSpec* space = checker.registry().variables(space_name, checker.enabled_set());
  if (space == nullptr) {
    checker.error(line, fmt::format("referring to variable in unknown namespace '{}'", name.substr(0, dot)));
    return true;
  }
  const std::string variable = base::lowered(name.substr(dot + 1));
  if (!space->known(variable, line, checker)) return false;
  out.add({StringPart::Kind::namespaced, variable, 0, space});
  return true;
}

bool add_reference(TemplateString& out, std::string_view name, unsigned line, Checker& checker) {
  if (is_number(name)) return add_match_value(out, name, line, checker);
  if (name.find('.') != std::string_view::npos) return add_namespaced(out, name, line, checker);
  const std::string variable = base::lowered(name);
  if (is_global_name(variable, checker)) return add_namespaced(out, "global." + variable, line, checker);
  out.add({StringPart::Kind::variable, variable, 0, nullptr});
  return declare_variable(variable, line, checker);
}

}  // namespace

bool parse_references(TemplateString& string, unsigned line, Checker& checker) {
  const std::string source(string.literal());
  TemplateString out;
  std::size_t done = 0;
  for (std::size_t at = 0; (at = source.find("${", at)) != std::string::npos;) {
    const std::size_t name = at + 2;
    std::size_t end = name;
    while (end < source.size() && (base::is_alpha(source[end]) || base::is_digit(source[end]) ||
                                   source[end] == '_' || source[end] == '.')) {
      ++end;
    }
    const std::string_view text = std::string_view(source).substr(name, end - name);
    if (end >= source.size() || source[end] != '}' || !is_reference(text)) {
      at = name;  // not of the form of a reference: stays as it is
      continue;
    }
    out.add_text(std::string_view(source).substr(done, at - done));
    if (!add_reference(out, text, line, checker)) return false;
    at = done = end + 1;
  }
  out.add_text(std::string_view(source).substr(done));
  string = std::move(out);
  return true;
}

}  // namespace dovetail::lmtp::sieve
