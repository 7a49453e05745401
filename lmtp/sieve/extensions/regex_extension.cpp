// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/regex_extension.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "libcommon/regex/regex.hpp"
#include "lmtp/sieve/extensions/ere.hpp"
#include "lmtp/sieve/extensions/modifiers.hpp"
#include "lmtp/sieve/runtime/limits.hpp"
#include "lmtp/sieve/runtime/machine.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"

namespace dovetail::lmtp::sieve {

namespace {

base::Result<regex::Pattern, std::string> compile_pattern(std::string_view ere,
                                                          const Comparator& comparator) {
  auto pcre = pcre_from_ere(ere);
  if (!pcre) return base::Unexpected(pcre.error());
  auto pattern =
      regex::Pattern::compile(*pcre, {.ignore_case = &comparator == &casemap_comparator(), .dot_all = true});
  if (!pattern) return base::Unexpected(std::string("regular expression too big"));
  return std::move(*pattern);
}

class RegexMatcher final : public Matcher {
 public:
  RegexMatcher(const Argument& keys, const Comparator& comparator) {
    for (const StringValue& key : keys.strings) {
      if (!key.parts.constant()) continue;
      const std::string text(key.parts.literal());
      if (auto pattern = compile_pattern(text, comparator)) patterns_.emplace(text, std::move(*pattern));
    }
  }

  bool match(Machine& machine, const Comparator& comparator, std::string_view value,
             const std::string& key) const override {
    const auto known = patterns_.find(key);
    if (known != patterns_.end()) return match(machine, value, known->second);
    const auto pattern = compile_pattern(key, comparator);
    if (pattern) return match(machine, value, *pattern);
    machine.complain(
        fmt::format("invalid regular expression '{}' for regex match: {}", shown(key), pattern.error()));
    return false;
  }

 private:
  static bool match(Machine& machine, std::string_view value, const regex::Pattern& pattern) {
    const auto found = pattern.find(value);
    if (!found) {  // a limit was reached: as costly as a match may be
      machine.budget().spend(regex_cost);
      return false;
    }
    if (!found->has_value()) return false;
    std::vector<std::string> values;
    for (std::size_t i = 0; i <= pattern.group_count() && i < limits::kMatchValues; ++i) {
      values.emplace_back((**found)[i].value_or(std::string_view()));
    }
    machine.variables().set_match_values(std::move(values));
    return true;
  }

  static constexpr std::uint64_t regex_cost = limits::kMatchSteps / 100;
  std::map<std::string, regex::Pattern, std::less<>> patterns_;
};

struct RegexMeaning final : MatchTypeMeaning {
  RegexMeaning() { tag = "regex"; }
  std::unique_ptr<const Matcher> make(const Node&, const TagUse*, const Argument& keys,
                                      const Comparator& comparator) const override {
    return std::make_unique<RegexMatcher>(keys, comparator);
  }
  bool check(Node& node, const TagUse*, const Argument& keys, const Comparator& comparator,
             Checker& checker) const override {
    if (comparator.fold == nullptr) {
      checker.error(node.line, "regex match type only supports i;octet and i;ascii-casemap comparators");
      return false;
    }
    for (const StringValue& key : keys.strings) {
      if (!key.parts.constant()) continue;
      const auto pattern = compile_pattern(key.parts.literal(), comparator);
      if (pattern) continue;
      checker.error(key.line, fmt::format("invalid regular expression '{}' for regex match: {}",
                                          shown(key.parts.literal()), pattern.error()));
      return false;
    }
    return true;
  }
};

struct QuoteRegex final : ModifierMeaning {
  QuoteRegex() { precedence = 20; }
  std::string apply(std::string value, std::size_t limit) const override {
    std::string out;
    for (const char c : value) {
      const bool quoted = std::string_view("*+?.^$|\\()[]{}").find(c) != std::string_view::npos;
      if (out.size() + (quoted ? 2 : 1) > limit) break;
      if (quoted) out += '\\';
      out += c;
    }
    return out;
  }
};

}  // namespace

Extension regex_extension() {
  static const RegexMeaning kRegex;
  static const QuoteRegex kQuoteRegex;
  Extension extension;
  extension.name = "regex";
  extension.tags = {
      {.name = "regex", .slot = kMatchTypeSlot, .meaning = &kRegex},
      {.name = "quoteregex",
       .slot = kModifierSlot,
       .check = check_modifier,
       .meaning = &kQuoteRegex,
       .repeatable = true},
  };
  return extension;
}

}  // namespace dovetail::lmtp::sieve
