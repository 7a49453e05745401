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
  MariadbStore(sql::Source source, const base::Clock& clock) : connection_(std::move(source), clock) {}

  base::Result<void> read_clients(std::span<ClientEntry> entries) override;
  base::Result<void> read_triplets(std::span<TripletEntry> entries) override;
  base::Result<void> commit(std::span<const ClientEntry> clients,
                            std::span<const TripletEntry> triplets) override;
  base::Result<bool> tidy(const Settings& settings, std::int64_t now) override;
  base::Result<Triplets> triplets_from(const std::string& cursor, std::size_t limit) override;
  base::Result<Clients> clients_from(const std::string& cursor, std::size_t limit) override;
  base::Result<void> forget(std::span<const std::string> clients,
                            std::span<const std::string> triplets) override;

 private:
  template <class Work>
  auto run(Work&& work) -> std::invoke_result_t<Work&, sql::Database&>;

  sql::Connection connection_;
  bool prepared_ = false;                    // this connection's tables were looked after
  std::string swept_;                        // the clean-up goes on behind this id; triplets, then clients
  bool sweeping_clients_ = false;
  std::int64_t next_sweep_ = 0;
};

}  // namespace dovetail::policy::greylist
