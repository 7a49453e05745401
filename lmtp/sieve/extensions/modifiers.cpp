// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/modifiers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/runtime/settings.hpp"
#include "lmtp/sieve/runtime/variables.hpp"

namespace dovetail::lmtp::sieve {

namespace {

// A modifier that is a plain function.
struct SimpleModifier final : ModifierMeaning {
  using Function = std::string (*)(std::string value, std::size_t limit);
  SimpleModifier(int order, Function function) : function_(function) { precedence = order; }
  std::string apply(std::string value, std::size_t limit) const override {
    return function_(std::move(value), limit);
  }

 private:
  Function function_;
};

std::string lower(std::string value, std::size_t) {
  return base::lowered(value);
}

std::string upper(std::string value, std::size_t) {
  return base::uppered(value);
}

std::string lower_first(std::string value, std::size_t) {
  if (!value.empty()) value[0] = base::to_lower(value[0]);
  return value;
}

std::string upper_first(std::string value, std::size_t) {
  if (!value.empty()) value[0] = base::to_upper(value[0]);
  return value;
}

// Never ends in a lone backslash where the limit cuts.
std::string quote_wildcard(std::string value, std::size_t limit) {
  std::string out;
  for (const char c : value) {
    const bool quoted = c == '*' || c == '?' || c == '\\';
    if (out.size() + (quoted ? 2 : 1) > limit) break;
    if (quoted) out += '\\';
    out += c;
  }
  return out;
}

std::string length(std::string value, std::size_t) {
  const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return std::to_string(std::count_if(value.begin(), value.end(), is_start));
}

TagSpec modifier(const char* name, const ModifierMeaning& meaning) {
  return {
      .name = name, .slot = kModifierSlot, .check = check_modifier, .meaning = &meaning, .repeatable = true};
}

const ModifierMeaning& meaning_of(const TagUse& use) {
  return static_cast<const ModifierMeaning&>(*use.spec->meaning);
}

}  // namespace

std::vector<TagSpec> modifier_tags() {
  static const SimpleModifier kLower(40, lower);
  static const SimpleModifier kUpper(40, upper);
  static const SimpleModifier kLowerFirst(30, lower_first);
  static const SimpleModifier kUpperFirst(30, upper_first);
  static const SimpleModifier kQuoteWildcard(20, quote_wildcard);
  static const SimpleModifier kLength(10, length);
  return {modifier("lower", kLower),
          modifier("upper", kUpper),
          modifier("lowerfirst", kLowerFirst),
          modifier("upperfirst", kUpperFirst),
          modifier("quotewildcard", kQuoteWildcard),
          modifier("length", kLength)};
}

bool check_modifier(Node& node, const TagUse& use, Checker& checker) {
  for (const TagUse& other : node.tags) {
    if (other.tag == use.tag || other.spec->slot == nullptr ||
        std::string_view(other.spec->slot) != kModifierSlot) {
      continue;
    }
    if (meaning_of(other).precedence == meaning_of(use).precedence) {
      checker.error(node.line,
                    fmt::format("modifiers :{} and :{} specified for the {} command conflict having equal "
                                "precedence",
                                other.spec->name, use.spec->name, node.name));
      return false;
    }
  }
  return true;
}

Modifiers::Modifiers(const Node& node) {
  for (const TagUse& use : node.tags) {
    if (use.spec->slot != nullptr && std::string_view(use.spec->slot) == kModifierSlot) {
      modifiers_.push_back(&meaning_of(use));
    }
  }
  std::sort(modifiers_.begin(), modifiers_.end(),
            [](const ModifierMeaning* a, const ModifierMeaning* b) { return a->precedence > b->precedence; });
}

std::string Modifiers::apply(std::string value, const Settings& settings) const {
  const std::size_t limit = settings.max_variable_size;
  for (const ModifierMeaning* modifier : modifiers_) {
    value = modifier->apply(cut_utf8(std::move(value), limit), limit);
  }
  return value;
}

}  // namespace dovetail::lmtp::sieve
