// SPDX-License-Identifier: MIT
#include "libcommon/vars/condition.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "libcommon/base/text.hpp"
#include "libcommon/regex/regex.hpp"

namespace dovetail::vars {
namespace {

// The six orders, by number and by text.
constexpr std::array<std::string_view, 6> kNumeric = {"==", "!=", "<", "<=", ">", ">="};
constexpr std::array<std::string_view, 6> kTextual = {"eq", "ne", "lt", "le", "gt", "ge"};

bool holds(std::size_t order, int sign) {
  const std::array<bool, 6> answers = {sign == 0, sign != 0, sign<0, sign <= 0, sign> 0, sign >= 0};
  return answers[order];
}

std::optional<std::size_t> order_of(const std::array<std::string_view, 6>& operators, std::string_view op) {
  const auto at = std::find(operators.begin(), operators.end(), op);
  return at == operators.end() ? std::nullopt
                               : std::optional(static_cast<std::size_t>(at - operators.begin()));
}

}  // namespace

bool wildcard_match(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last '*' seen, and how far it reaches
  std::size_t reach = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      reach = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++reach;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

base::Result<bool, std::string> compare(std::string_view left, std::string_view op, std::string_view right) {
  if (const auto order = order_of(kNumeric, op)) {
    const auto a = base::to_number<long long>(left);
    const auto b = base::to_number<long long>(right);
    if (!a || !b) {
      return base::Unexpected(std::string("%{if}: not a number beside ") + std::string(op));
    }
    return holds(*order, *a < *b ? -1 : *a > *b ? 1 : 0);
  }
  if (const auto order = order_of(kTextual, op)) {
    return holds(*order, left.compare(right));
  }
  const bool negated = op.starts_with('!');
  const std::string_view bare = op.substr(negated ? 1 : 0);
  if (bare == "*") {
    return wildcard_match(right, left) != negated;
  }
  if (bare != "~") {
    return base::Unexpected("%{if}: unknown operator " + std::string(op));
  }
  const auto pattern = regex::Pattern::compile(right);
  if (!pattern) {
    return base::Unexpected("%{if}: " + pattern.error().detail);
  }
  const auto match = pattern->matches(left);
  if (!match) {
    return base::Unexpected("%{if}: " + match.error().detail);
  }
  return *match != negated;
}

}  // namespace dovetail::vars
