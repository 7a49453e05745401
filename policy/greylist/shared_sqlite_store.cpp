// SPDX-License-Identifier: MIT
#include "policy/greylist/shared_sqlite_store.hpp"

#include <algorithm>
#include <limits>

#include "libcommon/base/text.hpp"
#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/schema.hpp"
#include "libcommon/sql/sqlite.hpp"
#include "policy/greylist/shared_sweep.hpp"
#include "policy/greylist/sqlite_values.hpp"

namespace dovetail::policy::greylist {

struct SharedSqliteStore::File {
  File(std::unique_ptr<sql::Database> opened, const Fingerprint& known)
      : database(std::move(opened)), tables(*database), clients(*database), fingerprint(known) {}
  std::unique_ptr<sql::Database> database;
  SqliteTables tables;
  SqliteClientTable clients;
  Fingerprint fingerprint;
};

SharedSqliteStore::SharedSqliteStore(std::string path) : path_(std::move(path)) {}
SharedSqliteStore::~SharedSqliteStore() = default;

base::Result<std::unique_ptr<SharedSqliteStore>> SharedSqliteStore::open(std::string path) {
  auto store = unopened(std::move(path));
  if (auto opened = store->open_file(); !opened) return base::Unexpected(std::move(opened).error());
  return store;
}

std::unique_ptr<SharedSqliteStore> SharedSqliteStore::unopened(std::string path) {
  return std::unique_ptr<SharedSqliteStore>(new SharedSqliteStore(std::move(path)));
}

base::Result<void> SharedSqliteStore::open_file() {
  auto database = sql::open_sqlite({.path = path_,
                                    .access = sql::SqliteOptions::Access::create,
                                    .journal = sql::SqliteOptions::Journal::wal,
                                    .synchronous = sql::SqliteOptions::Synchronous::normal,
                                    .busy_timeout = std::chrono::milliseconds(1500),
                                    .cache_kib = 256});
  if (!database) return base::Unexpected(std::move(database).error());
  if (auto schema = sql::apply_schema(**database, "greylist"); !schema) {
    return base::Unexpected(std::move(schema).error());
  }
  auto transaction = sql::Transaction::begin(**database);  // two who begin at once must not make two secrets
  if (!transaction) return base::Unexpected(std::move(transaction).error());
  SqliteTables tables(**database);
  auto secret = tables.secret();
  if (!secret) return base::Unexpected(std::move(secret).error());
  const auto fingerprint = Fingerprint::with_secret(*secret);
  if (!fingerprint) return base::Unexpected(base::permanent("damaged secret in " + (*database)->describe()));
  if (auto settled = settle_everything(tables); !settled) return settled;
  if (auto done = transaction->commit(); !done) return done;
  file_ = std::make_unique<File>(std::move(*database), *fingerprint);
  return {};
}

base::Result<void> SharedSqliteStore::begin_batch() {
  if (batch_) return {};
  if (file_ && !file_->database->is_current()) file_.reset();  // replaced or removed behind our back
  if (!file_) {
    if (auto opened = open_file(); !opened) return opened;
  }
  auto transaction = sql::Transaction::begin(*file_->database);
  if (!transaction) return base::Unexpected(std::move(transaction).error());
  batch_.emplace(std::move(*transaction));
  return {};
}

// The batch is undone; whatever failed goes to the caller.
base::Unexpected<base::Error> SharedSqliteStore::give_up(base::Error error) {
  batch_.reset();
  return base::Unexpected(std::move(error));
}

base::Result<void> SharedSqliteStore::finish(base::Result<void> written) {
  if (!written) return give_up(std::move(written).error());
  auto done = batch_->commit();
  batch_.reset();
  return done;
}

base::Result<void> SharedSqliteStore::read_clients(std::span<ClientEntry> entries) {
  if (auto begun = begin_batch(); !begun) return begun;
  for (ClientEntry& entry : entries) {
    entry.id = file_->fingerprint.of(entry.key);
    auto found = file_->clients.find(entry.id);
    if (!found) return give_up(std::move(found).error());
    entry.count = *found;
  }
  return {};
}

base::Result<void> SharedSqliteStore::read_triplets(std::span<TripletEntry> entries) {
  if (auto begun = begin_batch(); !begun) return begun;
  for (TripletEntry& entry : entries) {
    entry.id = file_->fingerprint.of(entry.key);
    auto found = file_->tables.find_settled(entry.id);
    if (!found) return give_up(std::move(found).error());
    entry.row = *found ? (*found)->arrival : 0;
    entry.times = *found ? std::optional(TripletTimes{(*found)->first, (*found)->last}) : std::nullopt;
  }
  return {};
}

base::Result<void> SharedSqliteStore::commit(std::span<const ClientEntry> clients,
                                             std::span<const TripletEntry> triplets) {
  const auto changed = [](const auto& entry) { return entry.changed; };
  if (std::none_of(clients.begin(), clients.end(), changed) &&
      std::none_of(triplets.begin(), triplets.end(), changed)) {
    batch_.reset();
    return {};
  }
  if (auto begun = begin_batch(); !begun) return begun;
  return finish(write(clients, triplets));
}

base::Result<void> SharedSqliteStore::write(std::span<const ClientEntry> clients,
                                            std::span<const TripletEntry> triplets) {
  auto marks = file_->tables.settled();
  if (!marks) return base::Unexpected(std::move(marks).error());
  const std::uint64_t before = marks->arrival;
  for (const TripletEntry& one : triplets) {
    if (!one.changed || !one.times) continue;
    IndexEntry entry{one.id, one.row, stored_time(one.times->first), stored_time(one.times->last)};
    if (entry.arrival == 0) {
      entry.arrival = ++marks->arrival;
      const SqliteTables::Arrival arrival{entry, one.key};
      if (auto added = file_->tables.add_arrivals({&arrival, 1}); !added) return added;
    }
    if (auto put = file_->tables.put_settled({&entry, 1}); !put) return put;
  }
  for (const ClientEntry& one : clients) {
    if (!one.changed || !one.count) continue;
    if (auto put = file_->clients.put(one.id, one.key, *one.count); !put) return put;
  }
  return marks->arrival == before ? base::Result<void>() : file_->tables.set_settled(*marks);
}

base::Result<bool> SharedSqliteStore::tidy(const Settings& settings, std::int64_t now) {
  if (!file_) {
    if (auto opened = open_file(); !opened) return base::Unexpected(std::move(opened).error());
  }
  const auto due = sweep_is_due(file_->tables, now);
  if (!due || !*due) return due;  // without a lock: many processes ask, one works
  if (auto begun = begin_batch(); !begun) return base::Unexpected(std::move(begun).error());
  auto more = sweep_some(file_->tables, file_->clients, settings, now);
  if (!more) return give_up(std::move(more).error());
  if (auto done = finish({}); !done) return base::Unexpected(std::move(done).error());
  return more;
}

base::Result<Store::Triplets> SharedSqliteStore::triplets_from(const std::string& cursor, std::size_t limit) {
  if (auto begun = begin_batch(); !begun) return base::Unexpected(std::move(begun).error());
  auto arrivals =
      file_->tables.arrivals_after(base::to_number<std::uint64_t>(cursor).value_or(0), limit);
  if (!arrivals) return give_up(std::move(arrivals).error());
  Triplets result;
  for (auto& one : *arrivals) {
    auto found = file_->tables.find_settled(one.entry.fingerprint);
    if (!found) return give_up(std::move(found).error());
    if (!*found || (*found)->arrival != one.entry.arrival) continue;  // forgotten, or came again later
    result.rows.emplace_back(std::move(one.key), TripletTimes{(*found)->first, (*found)->last});
  }
  if (arrivals->size() == limit) result.next = std::to_string(arrivals->back().entry.arrival);
  batch_.reset();
  return result;
}

base::Result<Store::Clients> SharedSqliteStore::clients_from(const std::string& cursor, std::size_t limit) {
  if (auto begun = begin_batch(); !begun) return base::Unexpected(std::move(begun).error());
  const auto from = base::to_number<std::int64_t>(cursor).value_or(std::numeric_limits<std::int64_t>::min());
  auto clients = file_->clients.rows_from(from, limit);
  batch_.reset();
  if (!clients) return base::Unexpected(std::move(clients).error());
  Clients result;
  for (auto& one : *clients) {
    result.rows.emplace_back(std::move(one.key), one.count);
  }
  if (clients->size() == limit) result.next = std::to_string(clients->back().fingerprint + 1);
  return result;
}

base::Result<void> SharedSqliteStore::forget(std::span<const std::string> clients,
                                             std::span<const std::string> triplets) {
  if (auto begun = begin_batch(); !begun) return begun;
  for (const std::string& key : triplets) {
    auto found = file_->tables.find_settled(file_->fingerprint.of(key));
    if (!found) return give_up(std::move(found).error());
    if (!*found) continue;
    if (auto gone = file_->tables.delete_settled((*found)->fingerprint); !gone) return finish(std::move(gone));
    if (auto gone = file_->tables.delete_arrival((*found)->arrival); !gone) return finish(std::move(gone));
  }
  for (const std::string& key : clients) {
    if (auto gone = file_->clients.remove(file_->fingerprint.of(key)); !gone) return finish(std::move(gone));
  }
  return finish({});
}

}  // namespace dovetail::policy::greylist
