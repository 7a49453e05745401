// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libcommon/sql/database.hpp"
#include "policy/greylist/client_cache.hpp"
#include "policy/greylist/fingerprint.hpp"
#include "policy/greylist/recent_index.hpp"
#include "policy/greylist/settled_filter.hpp"
#include "policy/greylist/settling.hpp"
#include "policy/greylist/sqlite_client_table.hpp"
#include "policy/greylist/sqlite_tables.hpp"
#include "policy/greylist/store.hpp"

namespace dovetail::policy::greylist {

struct SqliteStoreOptions {
  std::size_t settle_at = 24 * 1024;    // recent records before they are moved: what fits 32 Ki slots
  std::size_t max_unsaved = 16 * 1024;  // changes kept in memory while the disk is full
  bool shared = false;                  // other processes write, too (spawn(8)): look before each batch
};

// Triplets in one SQLite file: a new triplet is one row appended, a repeated one at most one small row
// appended a second; what is recent is found in memory by its fingerprint (24 octets a record), the rest by
// one indexed look-up, and most of what was never seen by none (SettledFilter). WAL with synchronous=NORMAL:
// a commit survives SIGKILL at once, a power cut with the next checkpoint (SqliteCheckpoints). While the disk
// is full, or the file may not be written, decisions go on from memory.
class SqliteStore final : public Store {
 public:
  static base::Result<std::unique_ptr<SqliteStore>> open(const std::string& path,
                                                         SqliteStoreOptions options = {});
  // Takes an open database whose tables are there.
  static base::Result<std::unique_ptr<SqliteStore>> over(std::unique_ptr<sql::Database> database,
                                                         SqliteStoreOptions options = {});

  base::Result<void> read_clients(std::span<ClientEntry> entries) override;
  base::Result<void> read_triplets(std::span<TripletEntry> entries) override;
  base::Result<void> commit(std::span<const ClientEntry> clients,
                            std::span<const TripletEntry> triplets) override;
  base::Result<bool> tidy(const Settings& settings, std::int64_t now) override;
  base::Result<Triplets> triplets_from(const std::string& cursor, std::size_t limit) override;
  base::Result<Clients> clients_from(const std::string& cursor, std::size_t limit) override;
  base::Result<void> forget(std::span<const std::string> clients,
                            std::span<const std::string> triplets) override;
  std::string trouble() const override { return trouble_; }

 private:
  struct Change {  // one row to be appended
    IndexEntry entry;
    std::uint64_t touch = 0;  // 0: an arrival, and `key` its text
    std::string key;
  };
  struct ClientChange {
    std::uint64_t fingerprint = 0;
    std::string key;
    std::optional<ClientCount> count;  // nothing: forgotten
  };
  struct Changes {
    std::vector<Change> triplets;
    std::vector<ClientChange> clients;
    std::size_t size() const { return triplets.size() + clients.size(); }
  };

  SqliteStore(std::unique_ptr<sql::Database> database, const Fingerprint& fingerprint,
              SqliteStoreOptions options);
  base::Result<void> load();
  base::Result<void> begin_batch();
  base::Result<void> begin_reading();
  template <class T>
  base::Unexpected<base::Error> give_up(base::Result<T>& failed);
  const IndexEntry* in_memory(std::uint64_t fingerprint) const;  // null: if anywhere, in the settled table
  base::Result<std::optional<IndexEntry>> find(std::uint64_t fingerprint);
  void add(Changes& changes, IndexEntry entry, const std::string& key);
  base::Result<void> write(Changes changes);
  base::Result<void> save_again();
  base::Result<void> write_rows(const Changes& changes);
  void remember(const Changes& changes);
  void begin_settling();
  base::Result<void> fill_filter();
  base::Result<void> sweep_arrivals(const Settings& settings, std::int64_t now);
  base::Result<void> sweep_clients(const Settings& settings, std::int64_t now);

  std::unique_ptr<sql::Database> database_;
  SqliteTables tables_;
  SqliteClientTable client_table_;
  Fingerprint fingerprint_;
  SqliteStoreOptions options_;
  // From a batch's first look into a table to its commit: SQLite locks once, not a row.
  std::optional<sql::Transaction> batch_;
  std::optional<base::Error> unwritable_;  // why there is no transaction: reading goes on without
  std::int64_t seen_version_ = 0;          // of the file, if shared
  RecentIndex recent_;
  Settling settling_;
  SettledFilter filter_;
  ClientCache clients_;
  SqliteTables::Marks newest_;  // highest row numbers given away
  std::uint64_t settled_touch_ = 0;
  Changes unsaved_;  // decided but not on disk, while it is full
  std::string trouble_;
  std::uint64_t swept_arrival_ = 0;  // the sweep goes on behind these
  std::optional<std::int64_t> swept_client_;
  std::int64_t next_sweep_ = 0;
};

}  // namespace dovetail::policy::greylist
