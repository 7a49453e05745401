// SPDX-License-Identifier: MIT
#include "lmtp/sieve/runtime/matcher.hpp"

#include <fmt/format.h>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/machine.hpp"
#include "lmtp/sieve/runtime/trace.hpp"

namespace dovetail::lmtp::sieve {

namespace {

class Is final : public Matcher {
 public:
  bool match(Machine&, const Comparator& comparator, std::string_view value,
             const std::string& key) const override {
    return comparator.compare(value, key) == 0;
  }
};

class Contains final : public Matcher {
 public:
  bool match(Machine& machine, const Comparator& comparator, std::string_view value,
             const std::string& key) const override {
    return contains(value, key, comparator.fold, machine.budget());
  }
};

class Matches final : public Matcher {
 public:
  bool match(Machine& machine, const Comparator& comparator, std::string_view value,
             const std::string& key) const override {
    std::vector<std::string> values;
    if (!wildcard_match(value, key, comparator.fold, machine.budget(), &values)) return false;
    machine.variables().set_match_values(std::move(values));
    return true;
  }
};

template <class M>
struct Meaning final : MatchTypeMeaning {
  Meaning(const char* name, bool substrings) {
    tag = name;
    needs_substrings = substrings;
  }
  std::unique_ptr<const Matcher> make(const Node&, const TagUse*, const Argument&,
                                      const Comparator&) const override {
    return std::make_unique<M>();
  }
};

const Comparator& comparator_of(const Node& node) {
  const TagUse* use = node.slot(kComparatorSlot);
  const Comparator* found = use == nullptr ? nullptr : find_comparator(node.parameter(*use).strings[0].text);
  if (found != nullptr) return *found;
  return node.spec->octet_by_default ? octet_comparator() : casemap_comparator();
}

const MatchTypeMeaning& meaning_of(const TagUse* use) {
  return use == nullptr ? is_meaning() : static_cast<const MatchTypeMeaning&>(*use->spec->meaning);
}

}  // namespace

const MatchTypeMeaning& is_meaning() {
  static const Meaning<Is> kMeaning("is", false);
  return kMeaning;
}

const MatchTypeMeaning& contains_meaning() {
  static const Meaning<Contains> kMeaning("contains", true);
  return kMeaning;
}

const MatchTypeMeaning& matches_meaning() {
  static const Meaning<Matches> kMeaning("matches", true);
  return kMeaning;
}

std::vector<TemplateString> strings_of(const Argument& argument) {
  std::vector<TemplateString> strings;
  for (const StringValue& value : argument.strings) {
    strings.push_back(value.parts);
  }
  return strings;
}

MatchRule::MatchRule(const Node& node, std::size_t keys) : comparator_(&comparator_of(node)) {
  const TagUse* use = node.slot(kMatchTypeSlot);
  const Argument& argument = node.positional_argument(keys);
  matcher_ = meaning_of(use).make(node, use, argument, *comparator_);
  keys_ = strings_of(argument);
}

bool check_match(Node& node, std::size_t keys, Checker& checker) {
  const TagUse* use = node.slot(kMatchTypeSlot);
  const MatchTypeMeaning& meaning = meaning_of(use);
  const Comparator& comparator = comparator_of(node);
  if (meaning.needs_substrings && comparator.fold == nullptr) {
    checker.error(node.line,
                  fmt::format("the specified {} comparator does not support sub-string matching as required "
                              "by the :{} match type",
                              comparator.name, meaning.tag));
    return false;
  }
  return meaning.check(node, use, node.positional_argument(keys), comparator, checker);
}

MatchRun::MatchRun(Machine& machine, const MatchRule& rule) : machine_(machine), rule_(rule) {
  for (const TemplateString& key : rule.keys()) {
    keys_.push_back(machine.expand(key));
  }
}

void MatchRun::split_keys() {
  std::vector<std::string> words;
  for (const std::string& key : keys_) {
    for (const std::string_view word : base::words(key)) {
      words.emplace_back(word);
    }
  }
  keys_ = std::move(words);
}

bool MatchRun::try_keys(std::string_view value) {
  if (Trace* trace = machine_.trace())
    trace->write(machine_.line(), fmt::format("  matching value `{}'", value));
  for (const std::string& key : keys_) {
    matched_ = rule_.matcher().match(machine_, rule_.comparator(), value, key);
    if (Trace* trace = machine_.trace()) {
      trace->write(machine_.line(), fmt::format("    with key `{}' => {}", key, matched_ ? 1 : 0));
    }
    if (matched_) return true;
  }
  return false;
}

bool MatchRun::add(std::string_view value) {
  ++count_;
  return matched_ || (!rule_.matcher().counts() && try_keys(value));
}

void MatchRun::keep_match_values() {
  kept_values_ = machine_.variables().match_values();
}

bool MatchRun::finish() {
  if (kept_values_) machine_.variables().set_match_values(*kept_values_);
  return matched_ || (rule_.matcher().counts() && try_keys(std::to_string(count_)));
}

}  // namespace dovetail::lmtp::sieve
