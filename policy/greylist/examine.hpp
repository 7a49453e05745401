// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <variant>

#include "policy/greylist/case.hpp"
#include "policy/greylist/rulebook.hpp"

namespace dovetail::policy::greylist {

// What a request alone decides, without the store: a verdict if something is missing in it or a whitelist
// lets it pass, else the case to be decided by the records. With a `budget` that is spent then: no answer.
std::variant<Verdict, Case> examine(const Rulebook& rules, const Request& request, std::int64_t now,
                                    MatchBudget* budget = nullptr);

// A verdict with Postgrey's line for it (unless --quiet). `delay` 0: the line has none.
Verdict decided(const Settings& settings, const Request& request, std::string action, std::string_view word,
                std::string reason, std::int64_t delay = 0);

}  // namespace dovetail::policy::greylist
