// SPDX-License-Identifier: MIT
#include "libcommon/table/text/pattern_text.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "libcommon/base/text.hpp"
#include "libcommon/regex/regex.hpp"
#include "libcommon/table/text/rule_blocks.hpp"
#include "libcommon/table/text/substitution.hpp"

namespace dovetail::table::text {
namespace {

struct Rule {
  regex::Pattern pattern;
  bool negated = false;
  bool is_if = false;
  std::size_t end = 0;  // of an `if`
  Substitution result;
};

class PatternTable final : public TextTable {
 public:
  explicit PatternTable(std::vector<Rule> rules) : rules_(std::move(rules)) {}

  Answer lookup(std::string_view key) const override {
    for (std::size_t i = 0; i < rules_.size();) {
      const Rule& rule = rules_[i];
      auto groups = rule.pattern.find(key);
      if (!groups) {
        return base::Unexpected(
            base::with_context(std::move(groups).error(), "pattern " + std::to_string(i + 1)));
      }
      const bool matched = groups->has_value() != rule.negated;
      if (matched && !rule.is_if) {
        std::string text = groups->has_value() ? rule.result.expand(**groups) : rule.result.literal();
        return text.empty() ? not_found() : found(std::move(text));
      }
      i = rule.is_if && !matched ? rule.end : i + 1;
    }
    return not_found();
  }

 private:
  std::vector<Rule> rules_;
};

struct Regex {
  std::string pattern;
  std::string_view flags;
  std::string_view rest;  // the result
};

// "/pattern/flags rest"; any byte that is no letter, digit or white space may be the delimiter.
base::Result<Regex, std::string> take_regex(std::string_view text) {
  if (text.empty() || base::is_alpha(text[0]) || base::is_digit(text[0])) {
    return base::Unexpected(std::string("no regular expression: expected /pattern/flags"));
  }
  Regex regex;
  std::size_t i = 1;
  for (; i < text.size() && text[i] != text[0]; ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      // An escaped delimiter loses its backslash only where the delimiter means nothing to a regular
      // expression.
      regex.pattern.push_back(text[i++]);
    }
    regex.pattern.push_back(text[i]);
  }
  if (i >= text.size())
    return base::Unexpected(std::string("no closing regexp delimiter \"") + text[0] + "\"");
  text.remove_prefix(i + 1);
  const auto end = std::min(text.find_first_of(" \t\n\v\f\r"), text.size());
  regex.flags = text.substr(0, end);
  regex.rest = base::trimmed(text.substr(end));
  return regex;
}

// Flags toggle their defaults: case is ignored by default, for pcre "." also matches a newline. The error is
// the flag that means nothing.
base::Result<regex::Options, char> options_for(std::string_view flags, PatternKind kind) {
  regex::Options options;
  options.ignore_case = true;
  options.dot_all = kind == PatternKind::pcre;
  for (const char flag : flags) {
    const bool pcre = kind == PatternKind::pcre;
    if (flag == 'i') {
      options.ignore_case = !options.ignore_case;
    } else if (flag == 'm') {
      options.multi_line = !options.multi_line;
    } else if (flag == 's' && pcre) {
      options.dot_all = !options.dot_all;
    } else if (flag == 'x' && pcre) {
      options.extended = !options.extended;
    } else if (flag == 'A' && pcre) {
      options.anchored = !options.anchored;
    } else if (flag == 'E' && pcre) {
      options.dollar_endonly = !options.dollar_endonly;
    } else if (flag == 'U' && pcre) {
      options.ungreedy = !options.ungreedy;
    } else if (flag == 'X' && pcre) {
      // PCRE_EXTRA: an unknown escape is an error. PCRE2 knows no other way.
    } else {
      return base::Unexpected(flag);
    }
  }
  return options;
}

std::string why_not(char flag, PatternKind kind) {
  std::string why = "unknown or unsupported regexp option '";
  why.append(1, flag).append("'");
  if (flag == 'x' && kind == PatternKind::regexp) why.append(": basic regular expressions");
  return why;
}

base::Result<Rule, std::string> make_rule(const RawRule& raw, PatternKind kind) {
  auto regex = take_regex(raw.pattern);
  if (!regex) return base::Unexpected(std::move(regex).error());
  auto options = options_for(regex->flags, kind);
  if (!options) return base::Unexpected(why_not(options.error(), kind));
  auto pattern = regex::Pattern::compile(regex->pattern, *options);
  if (!pattern) {
    return base::Unexpected(pattern.error().text.empty() ? pattern.error().detail : pattern.error().text);
  }
  auto result = Substitution::parse(regex->rest);
  if (!result) return base::Unexpected(std::move(result).error());
  if (raw.is_if && !regex->rest.empty()) return base::Unexpected(std::string("text after the pattern of IF"));
  if (!raw.is_if && regex->rest.empty()) return base::Unexpected(std::string("no result text"));
  if (raw.negated && result->highest_group() > 0) {
    return base::Unexpected(std::string("$number substitution is not possible with a negated pattern"));
  }
  if (result->highest_group() > pattern->group_count()) {
    return base::Unexpected("there is no group for $" + std::to_string(result->highest_group()));
  }
  return Rule{*std::move(pattern), raw.negated, raw.is_if, raw.end, *std::move(result)};
}

}  // namespace

ReadTable read_patterns(std::string_view content, PatternKind kind) {
  ReadTable read;
  const auto lines = logical_lines(content, read.problems);
  std::vector<Rule> rules;
  for (const RawRule& raw : read_blocks(lines, read.problems)) {
    if (auto rule = make_rule(raw, kind)) {
      rules.push_back(*std::move(rule));
    } else {
      read.problems.push_back({raw.line, true, std::move(rule).error()});
    }
  }
  const auto is_error = [](const Problem& problem) { return problem.is_error; };
  if (std::none_of(read.problems.begin(), read.problems.end(), is_error)) {
    read.table = std::make_unique<PatternTable>(std::move(rules));
  }
  return read;
}

}  // namespace dovetail::table::text
