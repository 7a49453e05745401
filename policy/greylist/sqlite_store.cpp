// SPDX-License-Identifier: MIT
#include "policy/greylist/sqlite_store.hpp"

#include <algorithm>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/schema.hpp"
#include "libcommon/sql/sqlite.hpp"
#include "policy/greylist/limits.hpp"

namespace dovetail::policy::greylist {
namespace {

std::uint32_t stored_time(std::int64_t seconds) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(seconds, 1, kLatestTime));
}

bool goes_on_in_memory(const base::Error& error) {
  const auto failure = sql::failure_of(error);
  return failure == sql::Failure::full || failure == sql::Failure::readonly;
}

}  // namespace

base::Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path,
                                                             SqliteStoreOptions options) {
  auto database =
      sql::open_sqlite({.path = path,
                        .access = sql::SqliteOptions::Access::create,
                        .journal = sql::SqliteOptions::Journal::wal,
                        .synchronous = sql::SqliteOptions::Synchronous::normal,
                        .busy_timeout = std::chrono::milliseconds(1500),
                        .cache_kib = 1024,
                        // Only when nobody else does it (SqliteCheckpoints): it makes a batch wait.
                        .autocheckpoint_pages = 16 * 1024});
  if (!database) return base::Unexpected(std::move(database).error());
  if (auto schema = sql::apply_schema(**database, "greylist"); !schema) {
    return base::Unexpected(std::move(schema).error());
  }
  return over(std::move(*database), options);
}

base::Result<std::unique_ptr<SqliteStore>> SqliteStore::over(std::unique_ptr<sql::Database> database,
                                                             SqliteStoreOptions options) {
  auto secret = SqliteTables(*database).secret();
  if (!secret) return base::Unexpected(std::move(secret).error());
  const auto fingerprint = Fingerprint::with_secret(*secret);
  if (!fingerprint) return base::Unexpected(base::permanent("damaged secret in " + database->describe()));
  std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(database), *fingerprint, options));
  if (auto loaded = store->load(); !loaded) return base::Unexpected(std::move(loaded).error());
  return store;
}

SqliteStore::SqliteStore(std::unique_ptr<sql::Database> database, const Fingerprint& fingerprint,
                         SqliteStoreOptions options)
    : database_(std::move(database)),
      tables_(*database_),
      client_table_(*database_),
      fingerprint_(fingerprint),
      options_(options) {}

base::Result<void> SqliteStore::load() {
  auto settled = tables_.settled();
  if (!settled) return base::Unexpected(std::move(settled).error());
  auto newest = tables_.newest();
  if (!newest) return base::Unexpected(std::move(newest).error());
  // The newest row may have been swept away; its number must not come back, or it would count as settled.
  newest_.arrival = std::max(newest->arrival, settled->arrival);
  newest_.touch = std::max(newest->touch, settled->touch);
  settled_touch_ = settled->touch;
  if (auto loaded = tables_.load_recent(*settled, recent_); !loaded) return loaded;
  if (options_.shared) return {};
  const auto oldest = tables_.oldest_arrival();
  if (!oldest) return base::Unexpected(oldest.error());
  filter_.begin(newest_.arrival - std::min(*oldest, newest_.arrival));  // there are not more
  return fill_filter();
}

base::Result<void> SqliteStore::begin_batch() {
  if (batch_) return {};
  unwritable_.reset();
  auto transaction = sql::Transaction::begin(*database_);
  if (!transaction && goes_on_in_memory(transaction.error())) {
    unwritable_ = std::move(transaction).error();
    return {};
  }
  if (!transaction) return base::Unexpected(std::move(transaction).error());
  batch_.emplace(std::move(*transaction));
  if (!options_.shared) return {};
  auto version = database_->data_version();
  if (!version) return give_up(version);
  if (*version == seen_version_) return {};
  seen_version_ = *version;
  recent_ = {};
  settling_ = {};
  clients_.clear();
  if (auto loaded = load(); !loaded) return give_up(loaded);
  return {};
}

// The batch is undone; whatever failed goes to the caller.
template <class T>
base::Unexpected<base::Error> SqliteStore::give_up(base::Result<T>& failed) {
  batch_.reset();
  return base::Unexpected(std::move(failed).error());
}

// What is in memory needs no transaction, unless another process may have changed it.
base::Result<void> SqliteStore::begin_reading() {
  return options_.shared ? begin_batch() : base::Result<void>();
}

base::Result<void> SqliteStore::read_clients(std::span<ClientEntry> entries) {
  if (auto begun = begin_reading(); !begun) return begun;
  for (ClientEntry& entry : entries) {
    entry.id = fingerprint_.of(entry.key);
    if (const auto known = clients_.find(entry.id)) {
      entry.count = known->count;
      continue;
    }
    if (auto begun = begin_batch(); !begun) return begun;
    auto found = client_table_.find(entry.id);
    if (!found) return give_up(found);
    entry.count = *found;
    clients_.put(entry.id, *found);
  }
  return {};
}

const IndexEntry* SqliteStore::in_memory(std::uint64_t fingerprint) const {
  const IndexEntry* recent = recent_.find(fingerprint);
  return recent == nullptr ? settling_.find(fingerprint) : recent;
}

base::Result<std::optional<IndexEntry>> SqliteStore::find(std::uint64_t fingerprint) {
  const IndexEntry* recent = in_memory(fingerprint);
  if (recent == nullptr) return tables_.find_settled(fingerprint);
  return recent->forgotten() ? std::nullopt : std::optional(*recent);
}

base::Result<void> SqliteStore::read_triplets(std::span<TripletEntry> entries) {
  if (auto begun = begin_reading(); !begun) return begun;
  for (TripletEntry& entry : entries) {
    entry.id = fingerprint_.of(entry.key);
    entry.row = 0;
    entry.times.reset();
    const bool recent = in_memory(entry.id) != nullptr;
    if (!recent && filter_.excludes(entry.id)) continue;
    if (!recent) {
      if (auto begun = begin_batch(); !begun) return begun;
    }
    auto found = find(entry.id);
    if (!found) return give_up(found);
    if (!*found) continue;
    entry.row = (*found)->arrival;
    entry.times = TripletTimes{(*found)->first, (*found)->last};
  }
  return {};
}

base::Result<void> SqliteStore::commit(std::span<const ClientEntry> clients,
                                       std::span<const TripletEntry> triplets) {
  Changes changes;
  for (const TripletEntry& one : triplets) {
    if (!one.changed || !one.times) continue;
    add(changes, {one.id, one.row, stored_time(one.times->first), stored_time(one.times->last)}, one.key);
  }
  for (const ClientEntry& one : clients) {
    if (one.changed && one.count) changes.clients.push_back({one.id, one.key, one.count});
  }
  if (changes.size() > 0) return write(std::move(changes));
  batch_.reset();
  return {};
}

void SqliteStore::add(Changes& changes, IndexEntry entry, const std::string& key) {
  // Numbers given away for a transaction that fails stay unused.
  if (entry.arrival == 0) {
    entry.arrival = ++newest_.arrival;
    changes.triplets.push_back({entry, 0, key});
  } else {
    changes.triplets.push_back({entry, ++newest_.touch, {}});
  }
}

base::Result<void> SqliteStore::write(Changes changes) {
  if (auto begun = begin_batch(); !begun) return begun;
  // While the disk is full nothing is tried here, each time with all that is unsaved: tidy() does, now and
  // then.
  auto written = trouble_.empty() ? write_rows(changes)
                                  : base::Unexpected(sql::make_error(sql::Failure::full, trouble_));
  batch_.reset();
  if (written) {
    settling_.succeeded();
  } else if (goes_on_in_memory(written.error()) && unsaved_.size() < options_.max_unsaved) {
    trouble_ = written.error().detail;
  } else {
    return written;
  }
  remember(changes);
  if (!trouble_.empty()) {
    std::move(changes.triplets.begin(), changes.triplets.end(), std::back_inserter(unsaved_.triplets));
    std::move(changes.clients.begin(), changes.clients.end(), std::back_inserter(unsaved_.clients));
  } else if (!settling_.active()) {
    begin_settling();
  }
  return {};
}

base::Result<void> SqliteStore::save_again() {
  if (auto begun = begin_batch(); !begun) return begun;
  auto written = write_rows({});
  batch_.reset();
  if (!written) return written;
  settling_.succeeded();
  unsaved_ = {};
  trouble_.clear();
  return {};
}

base::Result<void> SqliteStore::write_rows(const Changes& changes) {
  if (!batch_) return base::Unexpected(*unwritable_);
  for (const Changes* some : std::initializer_list<const Changes*>{&unsaved_, &changes}) {
    for (const Change& one : some->triplets) {
      auto added =
          one.touch == 0 ? tables_.add_arrival(one.entry, one.key) : tables_.add_touch(one.touch, one.entry);
      if (!added) return added;
    }
    for (const ClientChange& one : some->clients) {
      auto put = one.count ? client_table_.put(one.fingerprint, one.key, *one.count)
                           : client_table_.remove(one.fingerprint);
      if (!put) return put;
    }
  }
  if (settling_.active()) {
    constexpr std::size_t kLeast =
        32;  // and twice what comes in, so that it is done before it must begin again
    if (auto step = settling_.step(tables_, std::max(kLeast, 2 * changes.size())); !step) return step;
  }
  return batch_->commit();
}

void SqliteStore::remember(const Changes& changes) {
  for (const Change& one : changes.triplets) {
    recent_.put(one.entry);
  }
  for (const ClientChange& one : changes.clients) {
    clients_.put(one.fingerprint, one.count);
  }
}

void SqliteStore::begin_settling() {
  const bool many_touches = newest_.touch - settled_touch_ > 4 * options_.settle_at;
  if (recent_.size() < options_.settle_at && !many_touches) return;
  settled_touch_ = newest_.touch;
  auto entries = recent_.take_sorted();
  for (const IndexEntry& entry : entries) {
    if (!options_.shared) filter_.add(entry.fingerprint);
  }
  settling_.begin(std::move(entries), newest_);
}

base::Result<void> SqliteStore::forget(std::span<const std::string> clients,
                                       std::span<const std::string> triplets) {
  if (auto begun = begin_batch(); !begun) return begun;
  Changes changes;
  for (const std::string& key : triplets) {
    auto found = find(fingerprint_.of(key));
    if (!found) return give_up(found);
    if (*found) add(changes, {(*found)->fingerprint, (*found)->arrival, 0, 0}, key);
  }
  for (const std::string& key : clients) {
    changes.clients.push_back({fingerprint_.of(key), key, std::nullopt});
  }
  if (changes.size() > 0) return write(std::move(changes));
  batch_.reset();
  return {};
}

}  // namespace dovetail::policy::greylist
