// SPDX-License-Identifier: MIT
#include "policy/greylist/examine.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "policy/greylist/keys.hpp"
#include "policy/greylist/limits.hpp"
#include "policy/greylist/log_line.hpp"

namespace dovetail::policy::greylist {
namespace {

std::int64_t time_of(const Rulebook& rules, const Request& request, std::int64_t now) {
  if (!rules.allow_test_time) return now;
  const auto dictated = base::to_number<std::int64_t>(request.get("policy_test_time"));
  return dictated ? std::clamp<std::int64_t>(*dictated, 0, kLatestTime) : now;
}

std::vector<LogLine> garbage_lines(const Request& request) {
  std::vector<LogLine> lines;
  for (const std::string& garbage : request.garbage()) {
    lines.push_back({base::Severity::warning, "ignoring garbage: <" + for_log(garbage) + ">"});
  }
  return lines;
}

Verdict with_lines_before(std::vector<LogLine> before, Verdict verdict) {
  before.insert(before.end(), verdict.log.begin(), verdict.log.end());
  verdict.log = std::move(before);
  return verdict;
}

}  // namespace

Verdict decided(const Settings& settings, const Request& request, std::string action, std::string_view word,
                std::string reason, std::int64_t delay) {
  Verdict verdict{std::move(action), {}, {}, {}};
  if (!settings.quiet) {
    verdict.log.push_back({base::Severity::notice, decision_line(word, reason, delay, request)});
  }
  verdict.reason = std::move(reason);
  return verdict;
}

std::variant<Verdict, Case> examine(const Rulebook& rules, const Request& request, std::int64_t now,
                                    MatchBudget* budget) {
  std::vector<LogLine> log = garbage_lines(request);
  for (const char* name : {"client_address", "client_name", "sender", "recipient"}) {
    if (request.find(name)) continue;
    log.push_back({base::Severity::warning, std::string("attribute missing: ") + name});
    return Verdict{"DUNNO", "attribute missing", std::move(log), {}};
  }
  const auto value = [&](const char* name) { return request.get(name).substr(0, kMaxValue); };
  const auto client = IpAddress::parse(value("client_address"));
  const std::string_view name = value("client_name");
  if (const auto match = rules.lists->find(name, client, value("sender"), value("recipient"), budget)) {
    return with_lines_before(std::move(log),
                             decided(rules.settings, request, "DUNNO", "pass", match->reason));
  }
  if (!client) {
    log.push_back({base::Severity::warning, "ignoring garbage: <client_address=" +
                                                for_log(value("client_address").substr(0, 100)) + ">"});
    return Verdict{"DUNNO", "bad address", std::move(log), {}};
  }
  Case result{&request, 0, time_of(rules, request, now), {}, {}, std::move(log)};
  if (rules.settings.awl_threshold > 0 &&
      rules.lists->never_auto_whitelist(name, *client, budget) == nullptr) {
    result.client_key = client_key(rules.settings, *client);
  }
  result.triplet_key = triplet_key(rules.settings, *client, value("sender"), value("recipient"));
  return result;
}

}  // namespace dovetail::policy::greylist
