// SPDX-License-Identifier: MIT
#include "libcommon/table/text/cidr_text.hpp"

#include <algorithm>
#include <string>

#include "libcommon/base/text.hpp"
#include "libcommon/table/text/network.hpp"
#include "libcommon/table/text/rule_blocks.hpp"

namespace dovetail::table::text {
namespace {

struct Rule {
  Network network;
  bool negated = false;
  bool is_if = false;
  std::size_t end = 0;  // of an `if`
  std::string result;
};

class CidrTable final : public TextTable {
 public:
  explicit CidrTable(std::vector<Rule> rules) : rules_(std::move(rules)) {}

  Answer lookup(std::string_view key) const override {
    const auto address = parse_address(key);
    if (!address) return not_found();
    for (std::size_t i = 0; i < rules_.size();) {
      const Rule& rule = rules_[i];
      const bool matched = rule.network.contains(*address) != rule.negated;
      if (rule.is_if) {
        i = matched ? i + 1 : rule.end;
        continue;
      }
      if (matched) return found(rule.result);
      ++i;
    }
    return not_found();
  }

 private:
  std::vector<Rule> rules_;
};

}  // namespace

ReadTable read_cidr(std::string_view content) {
  ReadTable read;
  const auto lines = logical_lines(content, read.problems);
  std::vector<Rule> rules;
  for (const RawRule& raw : read_blocks(lines, read.problems)) {
    const auto end = std::min(raw.pattern.find_first_of(" \t\n\v\f\r"), raw.pattern.size());
    const std::string_view result = base::trimmed(raw.pattern.substr(end));
    auto network = parse_network(raw.pattern.substr(0, end));
    if (!network) {
      read.problems.push_back({raw.line, true, network.error()});
      continue;
    }
    if (raw.is_if != result.empty()) {
      read.problems.push_back(
          {raw.line, true, raw.is_if ? "text after the network of IF" : "no result text"});
      continue;
    }
    rules.push_back({*network, raw.negated, raw.is_if, raw.end, std::string(result)});
  }
  const auto is_error = [](const Problem& problem) { return problem.is_error; };
  if (std::none_of(read.problems.begin(), read.problems.end(), is_error)) {
    read.table = std::make_unique<CidrTable>(std::move(rules));
  }
  return read;
}

}  // namespace dovetail::table::text
