// SPDX-License-Identifier: MIT
#include "policy/greylist/stand_in_store.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "libcommon/sql/failure.hpp"
#include "policy/greylist/limits.hpp"
#include "policy/greylist/rules.hpp"

namespace dovetail::policy::greylist {
namespace {

// The real store may know it from before: then the earlier first sight counts, unless that is no longer valid.
void merge(const Settings& settings, TripletEntry& entry, const TripletTimes& seen) {
  TripletTimes times = seen;
  if (entry.times && !disposable(settings, *entry.times, seen.first)) {
    times = {std::min(entry.times->first, seen.first), std::max(entry.times->last, seen.last)};
  }
  entry.times = times;
  entry.changed = entry.restarted = true;
}

void merge(ClientEntry& entry, const ClientCount& seen) {
  if (!entry.count || entry.count->count < seen.count) entry.count = seen;
  entry.count->last = std::max(entry.count->last, seen.last);
  entry.changed = true;
}

// Reads the entries of `rows` from the real store, merges, and writes them. Doing it twice changes nothing, so that it
// may be begun again when the disk is full again in the middle.
base::Result<void> add_triplets(Store& real, const Settings& settings, Store::Triplets& rows) {
  std::vector<TripletEntry> entries(rows.rows.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    entries[i].key = rows.rows[i].first;
  }
  if (auto read = real.read_triplets(entries); !read) return read;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    merge(settings, entries[i], rows.rows[i].second);
  }
  return real.commit({}, entries);
}

base::Result<void> add_clients(Store& real, Store::Clients& rows) {
  std::vector<ClientEntry> entries(rows.rows.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    entries[i].key = rows.rows[i].first;
  }
  if (auto read = real.read_clients(entries); !read) return read;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    merge(entries[i], rows.rows[i].second);
  }
  return real.commit(entries, {});
}

template <class Entry>
std::size_t changed(std::span<const Entry> entries) {
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [](const Entry& one) { return one.changed; }));
}

}  // namespace

namespace {

// Fills in from the older file what memory does not know. What it cannot read counts as unknown.
template <class Entry, class Record>
void add_older(std::span<Entry> entries, std::optional<Record> Entry::*record, Store& older,
               base::Result<void> (Store::*read)(std::span<Entry>)) {
  for (Entry& entry : entries) {
    if (entry.*record) continue;
    Entry before;
    before.key = entry.key;
    if ((older.*read)({&before, 1})) entry.*record = before.*record;
  }
  static_cast<void>(older.commit({}, {}));
}

}  // namespace

base::Result<void> StandInStore::read_clients(std::span<ClientEntry> entries) {
  auto done = now().read_clients(entries);
  if (done && older_) add_older(entries, &ClientEntry::count, *older_, &Store::read_clients);
  return done;
}

base::Result<void> StandInStore::read_triplets(std::span<TripletEntry> entries) {
  auto done = now().read_triplets(entries);
  if (done && older_) add_older(entries, &TripletEntry::times, *older_, &Store::read_triplets);
  return done;
}

base::Result<void> StandInStore::commit(std::span<const ClientEntry> clients,
                                        std::span<const TripletEntry> triplets) {
  if (real_) return real_->commit(clients, triplets);
  const std::size_t more = changed(clients) + changed(triplets);
  if (changes_ + more > most_) {
    static_cast<void>(memory_->commit({}, {}));
    return base::Unexpected(sql::make_error(sql::Failure::full, problem_));
  }
  changes_ += more;
  return memory_->commit(clients, triplets);
}

base::Result<bool> StandInStore::tidy(const Settings& settings, std::int64_t now) {
  if (real_) return real_->tidy(settings, now);
  auto opened = open_();
  if (!opened) {
    problem_ = opened.error().detail;
    return false;  // told by trouble()
  }
  if (auto carried = carry_over(**opened, settings); !carried) {
    problem_ = carried.error().detail;
    return false;
  }
  // Opened, but it keeps things in memory itself: nothing is on disk yet, and a file that was opened read only would
  // stay so.
  if (const std::string trouble = (*opened)->trouble(); !trouble.empty()) {
    problem_ = trouble;
    return false;
  }
  real_ = std::move(*opened);
  memory_.reset();
  older_.reset();
  return true;
}

base::Result<void> StandInStore::close(const Settings& settings, std::int64_t now) {
  if (real_) return real_->close(settings, now);
  if (changes_ == 0) return {};
  static_cast<void>(tidy(settings, now));
  return real_ ? base::Result<void>() : base::Unexpected(sql::make_error(sql::Failure::full, problem_));
}

base::Result<void> StandInStore::carry_over(Store& real, const Settings& settings) {
  std::string cursor;
  do {
    auto rows = memory_->triplets_from(cursor, kMaxBatch);
    if (!rows) return base::Unexpected(std::move(rows).error());
    if (auto added = add_triplets(real, settings, *rows); !added) return added;
    cursor = rows->next;
  } while (!cursor.empty());
  do {
    auto rows = memory_->clients_from(cursor, kMaxBatch);
    if (!rows) return base::Unexpected(std::move(rows).error());
    if (auto added = add_clients(real, *rows); !added) return added;
    cursor = rows->next;
  } while (!cursor.empty());
  return {};
}

}  // namespace dovetail::policy::greylist
