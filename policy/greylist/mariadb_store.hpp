// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libcommon/sql/connection.hpp"
#include "policy/greylist/store.hpp"

namespace dovetail::policy::greylist {

// Triplets in MariaDB, shared by several hosts, up to a Galera cluster (packaging/schema/greylist). The
// tables are the only truth: nothing is kept between batches. One statement reads a batch's triplets, one
// writes them; hosts that meet in one triplet agree on the earlier first sight, unless one of them began it
// anew. Tables are made at the first connection, where the account may.
class MariadbStore final : public Store {
 public:
  // The clock must outlive it.
  MariadbStore(const sql::Source& source, const base::Clock& clock)
      : deciding_{sql::Connection(source, clock)}, sweeping_{sql::Connection(source, clock)} {}

  base::Result<void> read_clients(std::span<ClientEntry> entries) override;
  base::Result<void> read_triplets(std::span<TripletEntry> entries) override;
  base::Result<void> commit(std::span<const ClientEntry> clients,
                            std::span<const TripletEntry> triplets) override;
  // Over a connection of its own: no decision waits for a clean-up.
  base::Result<bool> tidy(const Settings& settings, std::int64_t now) override;
  bool tidies_beside() const override { return true; }
  base::Result<Triplets> triplets_from(const std::string& cursor, std::size_t limit) override;
  base::Result<Clients> clients_from(const std::string& cursor, std::size_t limit) override;
  base::Result<void> forget(std::span<const std::string> clients,
                            std::span<const std::string> triplets) override;

 private:
  struct Line {
    sql::Connection connection;
    bool prepared = false;  // this connection's tables were looked after
  };
  template <class Work>
  static auto run(Line& line, Work&& work) -> std::invoke_result_t<Work&, sql::Database&>;
  template <class Work>
  auto run(Work&& work) -> std::invoke_result_t<Work&, sql::Database&>;

  Line deciding_;
  // tidy()'s alone:
  Line sweeping_;
  std::string swept_;                        // the clean-up goes on behind this id; triplets, then clients
  bool sweeping_clients_ = false;
  std::int64_t next_sweep_ = 0;
};

}  // namespace dovetail::policy::greylist
