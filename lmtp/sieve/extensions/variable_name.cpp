// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/variable_name.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/extensions/include_globals.hpp"
#include "lmtp/sieve/runtime/settings.hpp"

namespace dovetail::lmtp::sieve {

namespace {

constexpr std::size_t kNameSize = 64;
constexpr std::string_view kGlobal = "global.";

}  // namespace

bool is_variable_identifier(std::string_view name) {
  return !name.empty() && name.size() <= kNameSize && !base::is_digit(name[0]) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return base::is_alpha(c) || base::is_digit(c) || c == '_'; });
}

VariableReference::VariableReference(std::string_view name) : name_(base::lowered(name)) {}

std::string VariableReference::get(Machine& machine) const {
  if (name_.starts_with(kGlobal)) return globals(machine).get(name_.substr(kGlobal.size()));
  return scope_of(machine, name_).get(name_);
}

void VariableReference::set(Machine& machine, std::string value) const {
  const std::size_t limit = machine.settings().max_variable_size;
  if (name_.starts_with(kGlobal)) {
    globals(machine).set(name_.substr(kGlobal.size()), std::move(value), limit);
  } else {
    scope_of(machine, name_).set(name_, std::move(value), limit);
  }
}

bool check_variable_name(const StringValue& name, Checker& checker) {
  const std::string_view text = name.text;
  if (!text.empty() && std::all_of(text.begin(), text.end(), base::is_digit)) {
    checker.error(name.line, "cannot assign to match variable");
    return false;
  }
  if (const auto parts = base::split_once(text, '.');
      parts && is_variable_identifier(parts->first) && !parts->second.empty()) {
    const std::string space = base::lowered(parts->first);
    if (space != "global" || checker.registry().variables(space, checker.enabled_set()) == nullptr) {
      checker.error(name.line, fmt::format("referring to variable in unknown namespace '{}'", parts->first));
      return false;
    }
    if (parts->second.find('.') != std::string_view::npos) {
      checker.error(name.line, "invalid variable name within global namespace: encountered sub-namespace");
      return false;
    }
    return is_variable_identifier(parts->second);
  }
  if (!is_variable_identifier(text)) {
    checker.error(name.line, fmt::format("invalid variable name '{}'", shown(text)));
    return false;
  }
  return declare_variable(base::lowered(text), name.line, checker);
}

}  // namespace dovetail::lmtp::sieve
