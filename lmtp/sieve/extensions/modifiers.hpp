// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

struct Settings;

inline constexpr const char* kModifierSlot = "MODIFIER";

// A modifier of `set` (RFC 5229 §4.1); extensions add more. `limit`: octets the result may have.
struct ModifierMeaning : TagMeaning {
  int precedence = 0;
  virtual std::string apply(std::string value, std::size_t limit) const = 0;
};

std::vector<TagSpec> modifier_tags();  // those of RFC 5229
// Check hook of every modifier tag: two of one precedence exclude each other.
bool check_modifier(Node& node, const TagUse& use, Checker& checker);

// The modifiers of a checked node, applied by falling precedence.
class Modifiers {
 public:
  explicit Modifiers(const Node& node);
  std::string apply(std::string value, const Settings& settings) const;

 private:
  std::vector<const ModifierMeaning*> modifiers_;
};

// String stage of the variables extension: ${name}, ${1}, ${space.name}.
bool parse_references(TemplateString& string, unsigned line, Checker& checker);

}  // namespace dovetail::lmtp::sieve
