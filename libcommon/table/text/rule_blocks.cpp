// SPDX-License-Identifier: MIT
#include "libcommon/table/text/rule_blocks.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/table/limits.hpp"

namespace dovetail::table::text {
namespace {

// "if" or "endif" as a word at the start; a pattern may follow "if" without white space ("if/x/", "if!/x/").
bool takes_word(std::string_view& text, std::string_view word) {
  if (!base::starts_with_ignoring_case(text, word)) return false;
  const std::string_view rest = text.substr(word.size());
  if (!rest.empty() && (base::is_alpha(rest[0]) || base::is_digit(rest[0]))) return false;
  text = base::trimmed(rest);
  return true;
}

}  // namespace

std::vector<RawRule> read_blocks(const std::vector<LogicalLine>& lines, std::vector<Problem>& problems) {
  std::vector<RawRule> rules;
  std::vector<std::size_t> open;  // indices of the `if`s
  for (const LogicalLine& line : lines) {
    std::string_view text = line.text;
    if (takes_word(text, "endif")) {
      if (open.empty()) {
        problems.push_back({line.number, true, "ENDIF without IF"});
        continue;
      }
      if (!text.empty()) problems.push_back({line.number, false, "text after ENDIF is ignored"});
      rules[open.back()].end = rules.size();
      open.pop_back();
      continue;
    }
    RawRule rule;
    rule.line = line.number;
    rule.is_if = takes_word(text, "if");
    while (!text.empty() && text[0] == '!') {
      rule.negated = !rule.negated;
      text = base::trimmed(text.substr(1));
    }
    rule.pattern = text;
    if (rule.is_if) {
      if (open.size() >= kMaxNesting) {
        problems.push_back({line.number, true, "IF blocks are nested too deeply"});
        return rules;
      }
      open.push_back(rules.size());
    }
    rules.push_back(rule);
  }
  for (const std::size_t index : open) {
    problems.push_back({rules[index].line, true, "IF without ENDIF"});
    rules[index].end = rules.size();
  }
  return rules;
}

}  // namespace dovetail::table::text
