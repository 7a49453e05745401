// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/include_globals.hpp"

#include <fmt/format.h>

namespace dovetail::lmtp::sieve {

namespace {

constexpr const char* kGlobals = "include globals";
constexpr const char* kScope = "variables scope";
constexpr const char* kDeclared = "include declared";

}  // namespace

Variables& globals(Machine& machine) {
  return machine.script_state<Variables>(kGlobals);
}

Variables& scope_of(Machine& machine, const std::string& name) {
  const auto& declared = machine.frame_state<std::set<std::string>>(kDeclared);
  return declared.contains(name) ? globals(machine) : machine.variables();
}

void declare_global(Machine& machine, const std::string& name) {
  machine.frame_state<std::set<std::string>>(kDeclared).insert(name);
}

bool declare_global_name(const std::string& name, Checker& checker) {
  auto& declared = checker.state<std::set<std::string>>(kDeclared);
  if (declared.contains(name)) return true;
  if (checker.state<std::set<std::string>>(kScope).contains(name)) return false;
  declared.insert(name);
  return true;
}

bool is_global_name(const std::string& name, Checker& checker) {
  return checker.state<std::set<std::string>>(kDeclared).contains(name);
}

bool declare_variable(const std::string& name, unsigned line, Checker& checker) {
  auto& names = checker.state<std::set<std::string>>(kScope);
  if (is_global_name(name, checker)) return true;
  names.insert(name);
  if (names.size() <= checker.options().max_variables) return true;
  checker.error_at_end(
      line, fmt::format("(implicit) declaration of new variable '{}' exceeds the limit (max variables: {})",
                        name, checker.options().max_variables));
  return true;
}

}  // namespace dovetail::lmtp::sieve
