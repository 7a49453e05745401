// SPDX-License-Identifier: MIT
#include "policy/greylist/check.hpp"

#include <algorithm>

#include "libcommon/sql/failure.hpp"
#include "policy/greylist/examine.hpp"
#include "policy/greylist/judge.hpp"
#include "policy/greylist/limits.hpp"
#include "policy/greylist/rules.hpp"

namespace dovetail::policy::greylist {
namespace {

// Is it worth to try the halves of a batch? Only where one record of it is refused: everything else, known or not, would
// fail as often as the batch can be halved.
bool concerns_content(const base::Error& error) {
  const auto failure = sql::failure_of(error);
  return failure == sql::Failure::constraint || failure == sql::Failure::misuse;
}

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

}  // namespace

void GreylistCheck::decide(const Batch& batch) {
  std::vector<Case> cases;
  cases.reserve(batch.requests.size());
  const std::int64_t now = base::unix_seconds(batch.now);
  for (std::size_t i = 0; i < batch.requests.size(); ++i) {
    if (batch.verdicts[i]) continue;
    auto examined = examine(*rules_, batch.requests[i], now);
    if (auto* verdict = std::get_if<Verdict>(&examined)) {
      batch.verdicts[i] = std::move(*verdict);
    } else {
      cases.push_back(std::get<Case>(std::move(examined)));
      cases.back().index = i;
    }
  }
  const std::span<Case> all(cases);
  for (std::size_t at = 0; at < all.size(); at += kMaxBatch) {
    decide_cases(all.subspan(at, std::min(kMaxBatch, all.size() - at)), batch);
  }
}

void GreylistCheck::decide_cases(std::span<Case> cases, const Batch& batch) {
  const RecentInstances before = instances_;
  auto verdicts = try_cases(cases, batch.now);
  if (!verdicts) {
    instances_ = before;
    if (cases.size() > 1 && concerns_content(verdicts.error())) {
      decide_cases(cases.first(cases.size() / 2), batch);
      decide_cases(cases.subspan(cases.size() / 2), batch);
      return;
    }
  }
  for (std::size_t i = 0; i < cases.size(); ++i) {
    Verdict verdict = verdicts ? std::move((*verdicts)[i]) : Verdict::failed(verdicts.error().detail);
    verdict.log.insert(verdict.log.begin(), cases[i].log.begin(), cases[i].log.end());
    batch.verdicts[cases[i].index] = std::move(verdict);
  }
}

base::Result<GreylistCheck::Verdicts> GreylistCheck::try_cases(std::span<Case> cases, base::WallTime clock) {
  const Settings& settings = rules_->settings;
  Records<ClientEntry> clients(cases.size());
  Records<TripletEntry> triplets(cases.size());
  std::vector<std::size_t> client_at(cases.size(), kNone);
  std::vector<std::size_t> triplet_at(cases.size(), kNone);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (!cases[i].client_key.empty()) client_at[i] = clients.need(cases[i].client_key);
  }
  if (auto read = store_.read_clients(clients.all()); !read) return base::Unexpected(std::move(read).error());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const bool known =
        client_at[i] != kNone && is_known_client(settings, clients[client_at[i]], cases[i].now);
    if (!known) triplet_at[i] = triplets.need(cases[i].triplet_key);
  }
  if (auto read = store_.read_triplets(triplets.all()); !read)
    return base::Unexpected(std::move(read).error());

  Verdicts verdicts;
  verdicts.reserve(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    ClientEntry* client = client_at[i] == kNone ? nullptr : &clients[client_at[i]];
    auto verdict = judge_client(settings, cases[i], client);
    if (!verdict && triplet_at[i] != kNone) {
      verdict = judge_triplet(settings, cases[i], client, triplets[triplet_at[i]], instances_, clock);
    }
    verdicts.push_back(std::move(verdict).value_or(Verdict{"DUNNO", "client AWL", {}, {}}));
  }
  if (auto stored = store_.commit(clients.all(), triplets.all()); !stored) {
    return base::Unexpected(std::move(stored).error());
  }
  return verdicts;
}

std::optional<Verdict> GreylistCheck::recall(const Request& request, base::WallTime clock,
                                             MatchBudget& budget) {
  if (budget.spent) return std::nullopt;
  auto examined = examine(*rules_, request, base::unix_seconds(clock), &budget);
  if (budget.spent) return std::nullopt;
  if (auto* verdict = std::get_if<Verdict>(&examined)) return std::move(*verdict);
  Case& one = std::get<Case>(examined);
  auto verdict = recall_case(one, clock);
  if (verdict) verdict->log.insert(verdict->log.begin(), one.log.begin(), one.log.end());
  return verdict;
}

std::optional<Verdict> GreylistCheck::recall_case(Case& one, base::WallTime clock) {
  ClientEntry client;
  client.key = std::move(one.client_key);
  ClientEntry* counted = client.key.empty() ? nullptr : &client;
  if (counted != nullptr && !store_.recall(client)) return std::nullopt;
  if (auto verdict = judge_client(rules_->settings, one, counted)) {
    return client.changed ? std::nullopt : std::move(verdict);
  }
  TripletEntry triplet;
  triplet.key = std::move(one.triplet_key);
  if (!store_.recall(triplet)) return std::nullopt;
  TripletEntry seen;
  seen.times = triplet.times;
  see_triplet(rules_->settings, seen, one.now);
  if (seen.changed) return std::nullopt;  // and so nothing else changes, no client and no message's header
  return judge_triplet(rules_->settings, one, counted, triplet, instances_, clock);
}

}  // namespace dovetail::policy::greylist
