// SPDX-License-Identifier: MIT
#include "lmtp/sieve/runtime/wildcard.hpp"

#include "lmtp/sieve/runtime/limits.hpp"

namespace dovetail::lmtp::sieve {

namespace {

// One octet of a pattern between two '*'.
struct Element {
  char octet = 0;
  bool any = false;  // '?'
};
using Segment = std::vector<Element>;

// The pattern cut at its '*'; there is one segment more than stars.
std::vector<Segment> cut(std::string_view pattern, char (*fold)(char)) {
  std::vector<Segment> segments(1);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '*') {
      segments.emplace_back();
    } else if (pattern[i] == '?') {
      segments.back().push_back({0, true});
    } else {
      if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
      segments.back().push_back({fold(pattern[i]), false});
    }
  }
  return segments;
}

class Match {
 public:
  Match(std::string_view value, char (*fold)(char), MatchBudget& budget, std::vector<std::string>* values)
      : value_(value), fold_(fold), budget_(budget), values_(values) {}

  bool run(const std::vector<Segment>& segments) {
    const Segment& first = segments.front();
    if (!stands_at(first, 0)) return false;
    add_any(first, 0);
    std::size_t at = first.size();
    if (segments.size() == 1) return at == value_.size();
    for (std::size_t i = 1; i + 1 < segments.size(); ++i) {
      const std::size_t found = find(segments[i], at);
      if (found == std::string_view::npos) return false;
      add(value_.substr(at, found - at));
      add_any(segments[i], found);
      at = found + segments[i].size();
    }
    const Segment& last = segments.back();
    if (value_.size() < at + last.size()) return false;
    const std::size_t tail = value_.size() - last.size();
    if (!stands_at(last, tail)) return false;
    add(value_.substr(at, tail - at));
    add_any(last, tail);
    return true;
  }

 private:
  bool stands_at(const Segment& segment, std::size_t at) {
    if (value_.size() < at + segment.size()) return false;
    std::size_t i = 0;
    while (i < segment.size() && (segment[i].any || fold_(value_[at + i]) == segment[i].octet)) {
      ++i;
    }
    return budget_.spend(i + 1) && i == segment.size();
  }

  std::size_t find(const Segment& segment, std::size_t at) {
    for (; at + segment.size() <= value_.size() && !budget_.exhausted; ++at) {
      if (stands_at(segment, at)) return at;
    }
    return std::string_view::npos;
  }

  void add(std::string_view text) {
    if (values_ != nullptr && values_->size() < limits::kMatchValues) values_->emplace_back(text);
  }

  void add_any(const Segment& segment, std::size_t at) {
    for (std::size_t i = 0; values_ != nullptr && i < segment.size(); ++i) {
      if (segment[i].any) add(value_.substr(at + i, 1));
    }
  }

  std::string_view value_;
  char (*fold_)(char);
  MatchBudget& budget_;
  std::vector<std::string>* values_;
};

}  // namespace

bool wildcard_match(std::string_view value, std::string_view pattern, char (*fold)(char), MatchBudget& budget,
                    std::vector<std::string>* values) {
  std::vector<std::string> found;
  if (values != nullptr) found.emplace_back(value);
  if (!Match(value, fold, budget, values != nullptr ? &found : nullptr).run(cut(pattern, fold))) return false;
  if (values != nullptr) *values = std::move(found);
  return true;
}

bool contains(std::string_view value, std::string_view key, char (*fold)(char), MatchBudget& budget) {
  if (key.size() > value.size()) return false;
  for (std::size_t at = 0; at + key.size() <= value.size(); ++at) {
    std::size_t i = 0;
    while (i < key.size() && fold(value[at + i]) == fold(key[i])) {
      ++i;
    }
    if (!budget.spend(i + 1)) return false;
    if (i == key.size()) return true;
  }
  return false;
}

}  // namespace dovetail::lmtp::sieve
