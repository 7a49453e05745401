// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lmtp/sieve/language/spec.hpp"
#include "lmtp/sieve/runtime/comparator.hpp"

namespace dovetail::lmtp::sieve {

class Machine;

// How one value is compared with one key. Immutable, part of a Script.
class Matcher {
 public:
  virtual ~Matcher() = default;
  virtual bool match(Machine& machine, const Comparator& comparator, std::string_view value,
                     const std::string& key) const = 0;
  // True: match() gets the number of values instead of each (":count").
  virtual bool counts() const { return false; }
};

// What a match-type tag (":contains") means; extensions define more of them.
struct MatchTypeMeaning : TagMeaning {
  const char* tag = "";
  bool needs_substrings = false;
  virtual std::unique_ptr<const Matcher> make(const Node& node, const TagUse* use, const Argument& keys,
                                              const Comparator& comparator) const = 0;
  // More than the comparator's abilities; reports what is wrong.
  virtual bool check(Node&, const TagUse*, const Argument& /*keys*/, const Comparator&, Checker&) const {
    return true;
  }
};

const MatchTypeMeaning& is_meaning();  // :is, also where no match type is given
const MatchTypeMeaning& contains_meaning();
const MatchTypeMeaning& matches_meaning();

// The comparison a test was written with: comparator, match type and keys.
class MatchRule {
 public:
  // `keys`: index of the positional argument with the keys. The node is checked.
  MatchRule(const Node& node, std::size_t keys);

  const Comparator& comparator() const { return *comparator_; }
  const Matcher& matcher() const { return *matcher_; }
  const std::vector<TemplateString>& keys() const { return keys_; }

 private:
  const Comparator* comparator_;
  std::unique_ptr<const Matcher> matcher_;
  std::vector<TemplateString> keys_;
};

// For check hooks of tests with slots MATCH-TYPE and COMPARATOR: do the two fit, are the keys usable.
bool check_match(Node& node, std::size_t keys, Checker& checker);

// One execution of a rule: values are added until one matches.
class MatchRun {
 public:
  MatchRun(Machine& machine, const MatchRule& rule);

  // True once a value matched: no more are needed.
  bool add(std::string_view value);
  // Makes each word of the keys a key of its own.
  void split_keys();
  // The match leaves ${1}… as they are.
  void keep_match_values();
  // A value that counts, and matches nothing.
  void count_one() { ++count_; }
  // After the last value: the test's answer.
  bool finish();

 private:
  bool try_keys(std::string_view value);

  Machine& machine_;
  const MatchRule& rule_;
  std::vector<std::string> keys_;
  std::size_t count_ = 0;
  bool matched_ = false;
  std::optional<std::vector<std::string>> kept_values_;
};

inline constexpr const char* kMatchTypeSlot = "MATCH-TYPE";
inline constexpr const char* kComparatorSlot = "COMPARATOR";
inline constexpr const char* kAddressPartSlot = "ADDRESS-PART";

// Copies of an argument's checked strings, for operations.
std::vector<TemplateString> strings_of(const Argument& argument);

}  // namespace dovetail::lmtp::sieve
