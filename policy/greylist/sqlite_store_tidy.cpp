// SPDX-License-Identifier: MIT
// The part of SqliteStore that walks through its records: removing old ones, listing.
#include <limits>

#include "libcommon/base/text.hpp"
#include "policy/greylist/rules.hpp"
#include "policy/greylist/sqlite_store.hpp"

namespace dovetail::policy::greylist {
namespace {

constexpr std::size_t kSweepRows = 128;        // a step; about a millisecond
constexpr std::size_t kFilterRows = 4096;      // a step; less than a millisecond
constexpr std::int64_t kSweepPause = 15 * 60;  // seconds between two walks through everything

}  // namespace

base::Result<bool> SqliteStore::tidy(const Settings& settings, std::int64_t now) {
  if (!trouble_.empty() && !save_again()) return false;  // told by trouble()
  if (filter_.too_small() && !settling_.active()) filter_.begin(2 * filter_.size());
  if (client_filter_.too_small()) client_filter_.begin(2 * client_filter_.size());
  if (filters_want_filling()) {
    auto filled = fill_filters();
    return filled ? base::Result<bool>(true) : base::Unexpected(std::move(filled).error());
  }
  if (now < next_sweep_ && next_sweep_ - now <= kSweepPause) return false;  // else: the clock was set back
  if (auto begun = begin_batch(); !begun) return base::Unexpected(std::move(begun).error());
  if (!batch_) return false;  // nothing can be removed now
  const bool clients = swept_client_.has_value();
  auto swept = clients ? sweep_clients(settings, now) : sweep_arrivals(settings, now);
  auto done = swept ? batch_->commit() : std::move(swept);
  batch_.reset();
  if (!done) return base::Unexpected(std::move(done).error());
  const bool finished = clients && !swept_client_;
  if (finished) next_sweep_ = now + kSweepPause;
  return !finished;
}

bool SqliteStore::filters_want_filling() {
  return filter_.wants_filling() || client_filter_.wants_filling();
}

// One slice of one of them.
base::Result<void> SqliteStore::fill_filters() {
  const bool triplets = filter_.wants_filling();
  SettledFilter& filter = triplets ? filter_ : client_filter_;
  auto rows = triplets ? tables_.settled_from(filter.fill_from(), kFilterRows)
                       : client_table_.fingerprints_from(filter.fill_from(), kFilterRows);
  if (!rows) return base::Unexpected(std::move(rows).error());
  filter.fill(*rows, rows->size() < kFilterRows);
  return {};
}

base::Result<void> SqliteStore::sweep_arrivals(const Settings& settings, std::int64_t now) {
  auto arrivals = tables_.arrivals_after(swept_arrival_, kSweepRows);
  if (!arrivals) return base::Unexpected(std::move(arrivals).error());
  for (const auto& one : *arrivals) {
    const std::uint64_t fingerprint = one.entry.fingerprint;
    // What is recent has its time in memory and on its way: it is left for a later walk.
    if (recent_.find(fingerprint) != nullptr || settling_.find(fingerprint) != nullptr) continue;
    auto settled = tables_.find_settled(fingerprint);
    if (!settled) return base::Unexpected(std::move(settled).error());
    const bool current = *settled && (*settled)->arrival == one.entry.arrival;
    if (current && !disposable(settings, {(*settled)->first, (*settled)->last}, now)) continue;
    if (current) {
      settled_.remove(fingerprint);
      if (auto gone = tables_.delete_settled(fingerprint); !gone) return gone;
    }
    if (auto gone = tables_.delete_arrival(one.entry.arrival); !gone) return gone;
  }
  if (arrivals->size() < kSweepRows) {
    swept_arrival_ = 0;
    swept_client_ = std::numeric_limits<std::int64_t>::min();
  } else {
    swept_arrival_ = arrivals->back().entry.arrival;
  }
  return {};
}

base::Result<void> SqliteStore::sweep_clients(const Settings& settings, std::int64_t now) {
  auto clients = client_table_.rows_from(*swept_client_, kSweepRows);
  if (!clients) return base::Unexpected(std::move(clients).error());
  for (const auto& one : *clients) {
    if (!expired(settings, one.count, now)) continue;
    const auto fingerprint = static_cast<std::uint64_t>(one.fingerprint);
    if (auto gone = client_table_.remove(fingerprint); !gone) return gone;
    clients_.put(fingerprint, std::nullopt);
  }
  swept_client_ =
      clients->size() < kSweepRows ? std::nullopt : std::optional(clients->back().fingerprint + 1);
  return {};
}

base::Result<Store::Triplets> SqliteStore::triplets_from(const std::string& cursor, std::size_t limit) {
  const auto after = base::to_number<std::uint64_t>(cursor).value_or(0);
  auto arrivals = tables_.arrivals_after(after, limit);
  if (!arrivals) return base::Unexpected(std::move(arrivals).error());
  Triplets result;
  for (auto& one : *arrivals) {
    auto found = find(one.entry.fingerprint);
    if (!found) return base::Unexpected(std::move(found).error());
    if (!*found || (*found)->arrival != one.entry.arrival) continue;  // forgotten, or came again later
    result.rows.emplace_back(std::move(one.key), TripletTimes{(*found)->first, (*found)->last});
  }
  if (arrivals->size() == limit) result.next = std::to_string(arrivals->back().entry.arrival);
  return result;
}

base::Result<Store::Clients> SqliteStore::clients_from(const std::string& cursor, std::size_t limit) {
  const auto from = base::to_number<std::int64_t>(cursor).value_or(std::numeric_limits<std::int64_t>::min());
  auto clients = client_table_.rows_from(from, limit);
  if (!clients) return base::Unexpected(std::move(clients).error());
  Clients result;
  for (auto& one : *clients) {
    result.rows.emplace_back(std::move(one.key), one.count);
  }
  if (clients->size() == limit) result.next = std::to_string(clients->back().fingerprint + 1);
  return result;
}

}  // namespace dovetail::policy::greylist
