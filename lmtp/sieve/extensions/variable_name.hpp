// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/machine.hpp"

namespace dovetail::lmtp::sieve {

// A variable that a command writes to or names as its source.
class VariableReference {
 public:
  explicit VariableReference(std::string_view name);
  std::string get(Machine& machine) const;
  void set(Machine& machine, std::string value) const;

 private:
  std::string name_;  // lower case
};

// RFC 5229 §3: an identifier; reports what cannot be set (numbers, unknown namespaces), and counts the scope.
bool check_variable_name(const StringValue& name, Checker& checker);
bool is_variable_identifier(std::string_view name);

}  // namespace dovetail::lmtp::sieve
