// SPDX-License-Identifier: MIT
#include "policy/greylist/shared_sweep.hpp"

#include <limits>
#include <string>

#include "libcommon/base/text.hpp"
#include "policy/greylist/rules.hpp"

namespace dovetail::policy::greylist {
namespace {

constexpr std::string_view kName = "shared_sweep";
constexpr std::size_t kSweepRows = 128;        // a step; about a millisecond
constexpr std::int64_t kSweepPause = 15 * 60;  // seconds between two walks through everything

// "NEXT ARRIVAL" while triplets are walked through, "NEXT ARRIVAL CLIENT" while clients are.
struct Progress {
  std::int64_t next = 0;  // not before this time
  std::uint64_t arrival = 0;
  std::optional<std::int64_t> client;
};

base::Result<Progress> read_progress(SqliteTables& tables) {
  auto text = tables.meta(kName);
  if (!text) return base::Unexpected(std::move(text).error());
  Progress progress;
  if (!*text) return progress;
  const auto words = base::split(**text, ' ');
  if (words.size() > 0) progress.next = base::to_number<std::int64_t>(words[0]).value_or(0);
  if (words.size() > 1) progress.arrival = base::to_number<std::uint64_t>(words[1]).value_or(0);
  if (words.size() > 2) progress.client = base::to_number<std::int64_t>(words[2]);
  return progress;
}

base::Result<void> write_progress(SqliteTables& tables, const Progress& progress) {
  std::string text = std::to_string(progress.next) + " " + std::to_string(progress.arrival);
  if (progress.client) text += " " + std::to_string(*progress.client);
  return tables.set_meta(kName, text);
}

base::Result<void> sweep_triplets(SqliteTables& tables, Progress& progress, const Settings& settings,
                                  std::int64_t now) {
  auto arrivals = tables.arrivals_after(progress.arrival, kSweepRows);
  if (!arrivals) return base::Unexpected(std::move(arrivals).error());
  for (const auto& one : *arrivals) {
    auto settled = tables.find_settled(one.entry.fingerprint);
    if (!settled) return base::Unexpected(std::move(settled).error());
    const bool current = *settled && (*settled)->arrival == one.entry.arrival;
    if (current && !disposable(settings, {(*settled)->first, (*settled)->last}, now)) continue;
    if (current) {
      if (auto gone = tables.delete_settled(one.entry.fingerprint); !gone) return gone;
    }
    if (auto gone = tables.delete_arrival(one.entry.arrival); !gone) return gone;
  }
  if (arrivals->size() < kSweepRows) {
    progress.arrival = 0;
    progress.client = std::numeric_limits<std::int64_t>::min();
  } else {
    progress.arrival = arrivals->back().entry.arrival;
  }
  return {};
}

base::Result<void> sweep_clients(SqliteClientTable& clients, Progress& progress, const Settings& settings,
                                 std::int64_t now) {
  auto rows = clients.rows_from(*progress.client, kSweepRows);
  if (!rows) return base::Unexpected(std::move(rows).error());
  for (const auto& one : *rows) {
    if (!expired(settings, one.count, now)) continue;
    if (auto gone = clients.remove(static_cast<std::uint64_t>(one.fingerprint)); !gone) return gone;
  }
  const bool more = rows->size() == kSweepRows && rows->back().fingerprint < std::numeric_limits<std::int64_t>::max();
  progress.client = more ? std::optional(rows->back().fingerprint + 1) : std::nullopt;
  if (!more) progress.next = now + kSweepPause;
  return {};
}

}  // namespace

base::Result<void> settle_everything(SqliteTables& tables) {
  const auto settled = tables.settled();
  if (!settled) return base::Unexpected(settled.error());
  auto newest = tables.newest();
  if (!newest) return base::Unexpected(std::move(newest).error());
  if (newest->arrival <= settled->arrival && newest->touch <= settled->touch) return {};
  RecentIndex recent;
  if (auto loaded = tables.load_recent(*settled, recent); !loaded) return loaded;
  if (auto put = tables.put_settled(recent.take_sorted()); !put) return put;
  newest->arrival = std::max(newest->arrival, settled->arrival);  // the newest row may have been swept away
  newest->touch = std::max(newest->touch, settled->touch);
  if (auto gone = tables.delete_touches(newest->touch, std::numeric_limits<std::int64_t>::max()); !gone) {
    return base::Unexpected(std::move(gone).error());
  }
  return tables.set_settled(*newest);
}

base::Result<bool> sweep_is_due(SqliteTables& tables, std::int64_t now) {
  const auto progress = read_progress(tables);
  if (!progress) return base::Unexpected(progress.error());
  return now >= progress->next || progress->next - now > kSweepPause;
}

base::Result<bool> sweep_some(SqliteTables& tables, SqliteClientTable& clients, const Settings& settings,
                              std::int64_t now) {
  auto progress = read_progress(tables);
  if (!progress) return base::Unexpected(std::move(progress).error());
  if (now < progress->next && progress->next - now <= kSweepPause) return false;  // another one was quicker
  const bool triplets = !progress->client;
  auto swept = triplets ? sweep_triplets(tables, *progress, settings, now)
                        : sweep_clients(clients, *progress, settings, now);
  if (!swept) return base::Unexpected(std::move(swept).error());
  if (auto written = write_progress(tables, *progress); !written) return base::Unexpected(std::move(written).error());
  return triplets || progress->client.has_value();
}

}  // namespace dovetail::policy::greylist
