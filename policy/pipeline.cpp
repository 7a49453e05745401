// SPDX-License-Identifier: MIT
#include "policy/pipeline.hpp"

#include <algorithm>
#include <utility>

namespace dovetail::policy {

void Pipeline::add(std::unique_ptr<Check> check) {
  checks_.push_back(std::move(check));
}

std::vector<Verdict> Pipeline::decide(std::span<const Request> requests, base::WallTime now) {
  std::vector<std::optional<Verdict>> verdicts(requests.size());
  for (const auto& check : checks_) {
    const bool open = std::any_of(verdicts.begin(), verdicts.end(), [](const auto& one) { return !one; });
    if (!open) break;
    check->decide({requests, verdicts, now});
  }
  std::vector<Verdict> result;
  result.reserve(verdicts.size());
  for (auto& verdict : verdicts) {
    result.push_back(verdict ? std::move(*verdict) : Verdict{"DUNNO", "no opinion", {}, {}});
  }
  return result;
}

}  // namespace dovetail::policy
