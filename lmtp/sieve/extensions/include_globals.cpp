// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/include_globals.hpp"

#include <fmt/format.h>

namespace dovetail::lmtp::sieve {

namespace {

constexpr const char* kGlobals = "include globals";
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

bool declare_variable(const std::string& name, unsigned line, Checker& checker) {
  auto& names = checker.state<std::set<std::string>>("variables scope");
  names.insert(name);
  if (names.size() <= checker.options().max_variables) return true;
  checker.error(line, fmt::format("(implicit) declaration of new variable '{}' exceeds the limit (max variables: {})",
                                  name, checker.options().max_variables));
  return false;
}

}  // namespace dovetail::lmtp::sieve
