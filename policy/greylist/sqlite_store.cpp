// SPDX-License-Identifier: MIT
#include "policy/greylist/sqlite_store.hpp"

#include <algorithm>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/schema.hpp"
#include "libcommon/sql/sqlite.hpp"

namespace dovetail::policy::greylist {

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
  const auto oldest = tables_.oldest_arrival();
  if (!oldest) return base::Unexpected(oldest.error());
  filter_.begin(newest_.arrival - std::min(*oldest, newest_.arrival));  // there are not more
  client_filter_.begin(0);
  if (auto filled = fill_filters(); !filled) return filled;
  return filters_want_filling() ? fill_filters() : base::Result<void>();
}

bool SqliteStore::goes_on_in_memory(const base::Error& error) {
  const auto failure = sql::failure_of(error);
  return failure == sql::Failure::full || failure == sql::Failure::readonly;
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
  return {};
}

// The batch is undone; whatever failed goes to the caller.
base::Unexpected<base::Error> SqliteStore::give_up(base::Error error) {
  batch_.reset();
  return base::Unexpected(std::move(error));
}

bool SqliteStore::remembers(ClientEntry& entry) const {
  entry.id = fingerprint_.of(entry.key);
  entry.count.reset();
  if (const ClientChange* unsaved = unsaved_.client(entry.id)) {  // the table is behind
    entry.count = unsaved->count;
    return true;
  }
  const auto known = clients_.find(entry.id);
  if (known) entry.count = *known;
  return known || client_filter_.excludes(entry.id);
}

base::Result<void> SqliteStore::read_clients(std::span<ClientEntry> entries) {
  for (ClientEntry& entry : entries) {
    if (remembers(entry)) continue;
    if (auto begun = begin_batch(); !begun) return begun;
    auto found = client_table_.find(entry.id);
    if (!found) return give_up(std::move(found).error());
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

bool SqliteStore::remembers(TripletEntry& entry) const {
  entry.id = fingerprint_.of(entry.key);
  entry.row = 0;
  entry.times.reset();
  const IndexEntry* found = in_memory(entry.id);
  const auto settled = found == nullptr ? settled_.find(entry.id) : std::nullopt;
  if (settled && *settled) found = &**settled;
  if (found == nullptr) return settled || filter_.excludes(entry.id);
  if (found->forgotten()) return true;
  entry.row = found->arrival;
  entry.times = TripletTimes{found->first, found->last};
  return true;
}

base::Result<void> SqliteStore::read_triplets(std::span<TripletEntry> entries) {
  for (TripletEntry& entry : entries) {
    if (remembers(entry)) continue;
    if (auto begun = begin_batch(); !begun) return begun;
    auto found = tables_.find_settled(entry.id);
    if (!found) return give_up(std::move(found).error());
    settled_.put(entry.id, *found);
    if (!*found) continue;
    entry.row = (*found)->arrival;
    entry.times = TripletTimes{(*found)->first, (*found)->last};
  }
  return {};
}

}  // namespace dovetail::policy::greylist
