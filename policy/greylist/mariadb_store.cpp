// SPDX-License-Identifier: MIT
#include "policy/greylist/mariadb_store.hpp"

#include <algorithm>
#include <unordered_map>

#include "libcommon/base/text.hpp"
#include "libcommon/sql/schema.hpp"
#include "policy/greylist/mariadb_statements.hpp"
#include "policy/greylist/rules.hpp"

namespace dovetail::policy::greylist {
namespace {

constexpr std::size_t kSweepRows = 256;   // looked at in one step
constexpr std::size_t kSweepDeletes = 32;  // removed in one step, by one statement: its locks are held so long
constexpr std::int64_t kSweepPause = 15 * 60;  // seconds between two walks through everything

// A deadlock, or a commit that lost against another node of a Galera cluster, has undone the transaction. Its
// rows do not depend on what was read meanwhile, so that the same ones are right again.
constexpr int kTries = 4;

template <class Entry>
std::vector<std::string> ids_of(std::span<Entry> entries) {
  std::vector<std::string> ids;
  for (const auto& entry : entries) {
    ids.push_back(record_id(entry.key));
  }
  return ids;
}

// Calls `found(entry, row)` for each entry whose row is there.
template <class Entry, class Found>
base::Result<void> read_rows(sql::Database& database, const Table& table, std::span<Entry> entries,
                             Found found) {
  if (entries.empty()) return {};
  const auto ids = ids_of(entries);
  auto rows = find_rows(database, table, ids);
  if (!rows) return base::Unexpected(std::move(rows).error());
  std::unordered_map<std::string_view, const StoredRow*> by_id;
  for (const StoredRow& row : *rows) {
    by_id.emplace(row.id, &row);
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto row = by_id.find(ids[i]);
    if (row != by_id.end()) found(entries[i], *row->second);
  }
  return {};
}

// Rows in the order of their ids: two hosts that write the same ones cannot wait for each other in a circle.
void sort(std::vector<StoredRow>& rows) {
  std::sort(rows.begin(), rows.end(), [](const StoredRow& a, const StoredRow& b) { return a.id < b.id; });
}

}  // namespace

template <class Work>
auto MariadbStore::run(Work&& work) -> std::invoke_result_t<Work&, sql::Database&> {
  return run(deciding_, std::forward<Work>(work));
}

template <class Work>
auto MariadbStore::run(Line& line, Work&& work) -> std::invoke_result_t<Work&, sql::Database&> {
  // Not the Database's address: a new connection may have the old one's. Where the old one was idle, perhaps it is
  // still the same, and is looked at once more.
  if (line.connection.open_now() == nullptr) line.prepared = false;
  return line.connection.run([&](sql::Database& database) -> std::invoke_result_t<Work&, sql::Database&> {
    if (!line.prepared) {
      if (auto schema = sql::apply_schema(database, "greylist"); !schema) {
        return base::Unexpected(std::move(schema).error());
      }
    }
    line.prepared = false;  // unless this one works: if it is called again, it has another connection
    auto result = work(database);
    line.prepared = result || sql::failure_of(result.error()) != sql::Failure::lost;
    return result;
  });
}

base::Result<void> MariadbStore::read_clients(std::span<ClientEntry> entries) {
  return run([&](sql::Database& database) {
    return read_rows(database, kClients, entries, [](ClientEntry& entry, const StoredRow& row) {
      entry.count = ClientCount{row.first, row.second};
    });
  });
}

base::Result<void> MariadbStore::read_triplets(std::span<TripletEntry> entries) {
  return run([&](sql::Database& database) {
    return read_rows(database, kTriplets, entries, [](TripletEntry& entry, const StoredRow& row) {
      entry.times = TripletTimes{row.first, row.second};
    });
  });
}

base::Result<void> MariadbStore::commit(std::span<const ClientEntry> clients,
                                        std::span<const TripletEntry> triplets) {
  std::vector<StoredRow> seen;
  std::vector<StoredRow> restarted;
  std::vector<StoredRow> counted;
  for (const TripletEntry& one : triplets) {
    if (!one.changed || !one.times) continue;
    (one.restarted ? restarted : seen)
        .push_back({record_id(one.key), one.times->first, one.times->last, one.key});
  }
  for (const ClientEntry& one : clients) {
    if (one.changed && one.count)
      counted.push_back({record_id(one.key), one.count->count, one.count->last, one.key});
  }
  if (seen.empty() && restarted.empty() && counted.empty()) return {};
  sort(seen);
  sort(restarted);
  sort(counted);
  const auto put_all = [&](sql::Database& database) -> base::Result<void> {
    auto transaction = sql::Transaction::begin(database);
    if (!transaction) return base::Unexpected(std::move(transaction).error());
    if (auto put = put_rows(database, kTriplets, seen, OnConflict::earlier_first); !put) return put;
    if (auto put = put_rows(database, kTriplets, restarted, OnConflict::overwrite); !put) return put;
    if (auto put = put_rows(database, kClients, counted, OnConflict::overwrite); !put) return put;
    return transaction->commit();
  };
  for (int tries = 1;; ++tries) {
    auto done = run(put_all);
    if (done || sql::failure_of(done.error()) != sql::Failure::busy || tries == kTries) return done;
  }
}

base::Result<bool> MariadbStore::tidy(const Settings& settings, std::int64_t now) {
  if (now < next_sweep_ && next_sweep_ - now <= kSweepPause) return false;  // else: the clock was set back
  const Table& table = sweeping_clients_ ? kClients : kTriplets;
  auto rows = run(sweeping_, [&](sql::Database& database) { return rows_after(database, table, swept_, kSweepRows); });
  if (!rows) return base::Unexpected(std::move(rows).error());
  std::vector<StoredRow> old;
  std::string up_to = swept_;
  for (const StoredRow& row : *rows) {
    const bool goes = sweeping_clients_ ? expired(settings, ClientCount{row.first, row.second}, now)
                                        : disposable(settings, TripletTimes{row.first, row.second}, now);
    if (goes) old.push_back(row);
    up_to = row.id;
    if (old.size() == kSweepDeletes) break;
  }
  auto gone = run(sweeping_, [&](sql::Database& database) { return delete_unchanged(database, table, old); });
  if (!gone && sql::failure_of(gone.error()) == sql::Failure::busy) return true;  // again, from the same place
  if (!gone) return base::Unexpected(std::move(gone).error());
  if (rows->size() == kSweepRows || old.size() == kSweepDeletes) {
    swept_ = std::move(up_to);
    return true;
  }
  swept_.clear();
  sweeping_clients_ = !sweeping_clients_;
  if (!sweeping_clients_) next_sweep_ = now + kSweepPause;
  return sweeping_clients_;
}

base::Result<Store::Triplets> MariadbStore::triplets_from(const std::string& cursor, std::size_t limit) {
  const std::string id = base::from_hex(cursor).value_or("");
  auto rows = run([&](sql::Database& database) { return rows_after(database, kTriplets, id, limit); });
  if (!rows) return base::Unexpected(std::move(rows).error());
  Triplets result;
  for (const StoredRow& row : *rows) {
    result.rows.emplace_back(row.key, TripletTimes{row.first, row.second});
  }
  if (rows->size() == limit) result.next = base::to_hex(rows->back().id);
  return result;
}

base::Result<Store::Clients> MariadbStore::clients_from(const std::string& cursor, std::size_t limit) {
  const std::string id = base::from_hex(cursor).value_or("");
  auto rows = run([&](sql::Database& database) { return rows_after(database, kClients, id, limit); });
  if (!rows) return base::Unexpected(std::move(rows).error());
  Clients result;
  for (const StoredRow& row : *rows) {
    result.rows.emplace_back(row.key, ClientCount{row.first, row.second});
  }
  if (rows->size() == limit) result.next = base::to_hex(rows->back().id);
  return result;
}

base::Result<void> MariadbStore::forget(std::span<const std::string> clients,
                                        std::span<const std::string> triplets) {
  const auto ids = [](std::span<const std::string> keys) {
    std::vector<std::string> all;
    std::transform(keys.begin(), keys.end(), std::back_inserter(all),
                   [](const auto& key) { return record_id(key); });
    return all;
  };
  return run([&](sql::Database& database) -> base::Result<void> {
    if (auto gone = delete_rows(database, kTriplets, ids(triplets)); !gone) return gone;
    return delete_rows(database, kClients, ids(clients));
  });
}

}  // namespace dovetail::policy::greylist
