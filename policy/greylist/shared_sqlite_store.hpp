// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libcommon/sql/database.hpp"
#include "policy/greylist/fingerprint.hpp"
#include "policy/greylist/sqlite_client_table.hpp"
#include "policy/greylist/sqlite_tables.hpp"
#include "policy/greylist/store.hpp"

namespace dovetail::policy::greylist {

// The tables of SqliteStore for several processes that write them at once (spawn(8): one a connection). Nothing is
// kept in memory: a batch is one transaction, from its first look to its commit, that reads and writes the settled
// table. What a daemon left behind the marks is settled by the first who opens the file so. Old records are removed by
// whoever has time; how far the walk is stands in the file. While the disk is full commit() fails: what one process
// remembered would be no help when the mail comes back to another. WAL with synchronous=NORMAL: a commit survives
// SIGKILL at once, a power cut with the next checkpoint.
class SharedSqliteStore final : public Store {
 public:
  // A file that cannot be opened now is an error here, and one that goes away later of the batches: each tries anew.
  static base::Result<std::unique_ptr<SharedSqliteStore>> open(std::string path);
  // Not opened yet: the first batch does.
  static std::unique_ptr<SharedSqliteStore> unopened(std::string path);
  ~SharedSqliteStore() override;

  base::Result<void> read_clients(std::span<ClientEntry> entries) override;
  base::Result<void> read_triplets(std::span<TripletEntry> entries) override;
  base::Result<void> commit(std::span<const ClientEntry> clients, std::span<const TripletEntry> triplets) override;
  base::Result<bool> tidy(const Settings& settings, std::int64_t now) override;
  base::Result<Triplets> triplets_from(const std::string& cursor, std::size_t limit) override;
  base::Result<Clients> clients_from(const std::string& cursor, std::size_t limit) override;
  base::Result<void> forget(std::span<const std::string> clients, std::span<const std::string> triplets) override;

 private:
  struct File;

  explicit SharedSqliteStore(std::string path);
  base::Result<void> open_file();
  base::Result<void> begin_batch();
  base::Unexpected<base::Error> give_up(base::Error error);
  base::Result<void> write(std::span<const ClientEntry> clients, std::span<const TripletEntry> triplets);
  base::Result<void> finish(base::Result<void> written);

  std::string path_;
  std::unique_ptr<File> file_;  // null: not open
  std::optional<sql::Transaction> batch_;
};

}  // namespace dovetail::policy::greylist
