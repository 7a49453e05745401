// SPDX-License-Identifier: MIT
#include "policy/greylist/judge.hpp"

#include "policy/greylist/answer.hpp"
#include "policy/greylist/examine.hpp"
#include "policy/greylist/log_line.hpp"
#include "policy/greylist/rules.hpp"

namespace dovetail::policy::greylist {
namespace {

Verdict refused(const Settings& settings, const Case& one, const Sighting& seen) {
  const bool fresh = seen.kind == Sighting::Kind::fresh;
  Verdict verdict = decided(settings, *one.request, refusal(settings, *one.request, seen.left), "greylist",
                            fresh ? "new" : "early-retry (" + std::to_string(seen.left) + "s missing)");
  verdict.reason = fresh ? "new" : "early-retry";
  return verdict;
}

}  // namespace

std::optional<Verdict> judge_client(const Settings& settings, const Case& one, ClientEntry* client) {
  if (client == nullptr || !pass_known_client(settings, *client, one.now)) return std::nullopt;
  return decided(settings, *one.request, "DUNNO", "pass", "client AWL");
}

Verdict judge_triplet(const Settings& settings, const Case& one, ClientEntry* client, TripletEntry& triplet,
                      RecentInstances& instances, base::WallTime clock) {
  const Sighting seen = see_triplet(settings, triplet, one.now);
  std::vector<LogLine> log;
  if (seen.date_corrected) {
    log.push_back({base::Severity::warning, "correcting date for first seen in the future!"});
  }
  Verdict verdict;
  if (seen.left > 0) {
    verdict = refused(settings, one, seen);
  } else {
    const bool first_pass = seen.kind == Sighting::Kind::first_pass;
    if (first_pass && client != nullptr && count_success(settings, *client, one.now)) {
      log.push_back({base::Severity::warning, whitelisted_line(*one.request)});
    }
    if (first_pass && instances.add(one.request->get("instance"))) {
      verdict = decided(settings, *one.request, waited_header(settings, seen.waited, clock), "pass",
                        "triplet found", seen.waited);
    } else {
      verdict = decided(settings, *one.request, "DUNNO", "pass", "triplet found");
    }
  }
  verdict.log.insert(verdict.log.begin(), log.begin(), log.end());
  return verdict;
}

}  // namespace dovetail::policy::greylist
