// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libcommon/sql/database.hpp"
#include "policy/greylist/fingerprint.hpp"
#include "policy/greylist/fingerprint_cache.hpp"
#include "policy/greylist/recent_index.hpp"
#include "policy/greylist/settled_filter.hpp"
#include "policy/greylist/settling.hpp"
#include "policy/greylist/sqlite_client_table.hpp"
#include "policy/greylist/sqlite_tables.hpp"
#include "policy/greylist/store.hpp"

namespace dovetail::policy::greylist {

struct SqliteStoreOptions {
  // Recent records before they are moved: what fits 32 Ki slots; in a large database up to ten times as many,
  // so that a page of the settled table that must be written takes several of them.
  std::size_t settle_at = 24 * 1024;
  std::size_t max_unsaved = 16 * 1024;  // changes kept in memory while the disk is full
};

// Triplets in one SQLite file: a new triplet is one row appended, a repeated one at most one small row
// appended a second; what is recent is found in memory by its fingerprint (24 octets a record), the rest by
// one indexed look-up, what was asked for lately and most of what was never seen by none (FingerprintCache,
// SettledFilter). WAL with synchronous=NORMAL:
// a commit survives SIGKILL at once, a power cut with the next checkpoint (SqliteCheckpoints). While the disk
// is full, or the file may not be written, decisions go on from memory.
class SqliteStore final : public Store {
 public:
  static base::Result<std::unique_ptr<SqliteStore>> open(const std::string& path,
                                                         SqliteStoreOptions options = {});
  // Takes an open database whose tables are there.
  static base::Result<std::unique_ptr<SqliteStore>> over(std::unique_ptr<sql::Database> database,
                                                         SqliteStoreOptions options = {});

  bool recall(ClientEntry& entry) override { return remembers(entry); }
  bool recall(TripletEntry& entry) override { return remembers(entry); }
  base::Result<void> read_clients(std::span<ClientEntry> entries) override;
  base::Result<void> read_triplets(std::span<TripletEntry> entries) override;
  base::Result<void> commit(std::span<const ClientEntry> clients,
                            std::span<const TripletEntry> triplets) override;
  base::Result<bool> tidy(const Settings& settings, std::int64_t now) override;
  base::Result<Triplets> triplets_from(const std::string& cursor, std::size_t limit) override;
  base::Result<Clients> clients_from(const std::string& cursor, std::size_t limit) override;
  base::Result<void> forget(std::span<const std::string> clients,
                            std::span<const std::string> triplets) override;
  base::Result<void> close(const Settings& settings, std::int64_t now) override;
  std::string trouble() const override { return trouble_; }

 private:
  struct ClientChange {
    std::uint64_t fingerprint = 0;
    std::string key;
    std::optional<ClientCount> count;  // nothing: forgotten
  };
  struct Changes {  // rows to be written
    std::vector<SqliteTables::Arrival> arrivals;
    std::vector<SqliteTables::Touch> touches;
    std::vector<ClientChange> clients;
    std::size_t size() const { return arrivals.size() + touches.size() + clients.size(); }
    void append(Changes&& later);
    const ClientChange* client(std::uint64_t fingerprint) const;  // the last one of this client; null: none
  };

  SqliteStore(std::unique_ptr<sql::Database> database, const Fingerprint& fingerprint,
              SqliteStoreOptions options);
  base::Result<void> load();
  static bool goes_on_in_memory(const base::Error& error);
  base::Result<void> begin_batch();
  base::Unexpected<base::Error> give_up(base::Error error);
  const IndexEntry* in_memory(std::uint64_t fingerprint) const;  // null: if anywhere, in the settled table
  bool remembers(ClientEntry& entry) const;                      // false: only the database knows
  bool remembers(TripletEntry& entry) const;
  base::Result<std::optional<IndexEntry>> find(std::uint64_t fingerprint);
  void add(Changes& changes, IndexEntry entry, std::string_view key);
  base::Result<void> write(Changes changes);
  base::Result<void> save_again();
  base::Result<void> write_rows(const Changes& changes);
  void remember(const Changes& changes);
  std::size_t settle_at() const;
  void begin_settling();
  bool filters_want_filling();
  base::Result<void> fill_filters();
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
  RecentIndex recent_;
  Settling settling_;
  SettledFilter filter_;
  FingerprintCache<IndexEntry> settled_{8 * 1024};  // rows of the settled table that were looked up lately
  SettledFilter client_filter_;
  FingerprintCache<ClientCount> clients_{4 * 1024};
  SqliteTables::Marks newest_;  // highest row numbers given away
  std::uint64_t settled_touch_ = 0;
  Changes unsaved_;  // decided but not on disk, while it is full
  std::string trouble_;
  std::uint64_t swept_arrival_ = 0;  // the sweep goes on behind these
  std::optional<std::int64_t> swept_client_;
  std::int64_t next_sweep_ = 0;
};

}  // namespace dovetail::policy::greylist
