// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::regex {

struct Options {
  bool ignore_case = false;
  bool multi_line = false;  // ^ and $ at every line
  bool dot_all = false;     // . matches newline, too
  bool extended = false;    // white space and # comments in the pattern
  bool utf8 = false;        // pattern and subject are UTF-8; a subject that is not does not match
  bool anchored = false;    // match only at the start
  bool dollar_endonly = false;  // $ only at the very end, not before a final newline
  bool ungreedy = false;        // quantifiers take as little as they can; "?" behind one turns it round
};

// How long a match may take before it ends in an error: quick is for a thread that must not be kept.
enum class Effort { quick, full };

// Groups of a match: number 0 is the whole; a group that took no part is nothing. Views into the subject.
class Groups {
 public:
  explicit Groups(std::vector<std::optional<std::string_view>> groups) : groups_(std::move(groups)) {}
  std::size_t size() const { return groups_.size(); }
  std::optional<std::string_view> operator[](std::size_t number) const {
    return number < groups_.size() ? groups_[number] : std::nullopt;
  }

 private:
  std::vector<std::optional<std::string_view>> groups_;
};

// A compiled Perl-compatible pattern (PCRE2, no JIT). Matching is bounded in steps and memory (limits.hpp), so
// a hostile pattern or subject ends in an error, not in a busy thread. The error is temporary: it says nothing
// about whether the subject matches. Const use from several threads is safe.
class Pattern {
 public:
  // The error is permanent; its text names what is wrong and at which byte.
  static base::Result<Pattern> compile(std::string_view pattern, const Options& options = {});
  ~Pattern();
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;

  base::Result<bool> matches(std::string_view subject, Effort effort = Effort::full) const;  // anywhere in it
  base::Result<std::optional<Groups>> find(std::string_view subject,
                                           Effort effort = Effort::full) const;  // nothing: no match
  std::size_t group_count() const;

 private:
  struct Code;
  explicit Pattern(std::unique_ptr<Code> code);
  std::unique_ptr<Code> code_;
};

}  // namespace dovetail::regex
