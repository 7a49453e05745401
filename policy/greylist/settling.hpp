// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "libcommon/base/result.hpp"
#include "policy/greylist/recent_index.hpp"
#include "policy/greylist/sqlite_tables.hpp"

namespace dovetail::policy::greylist {

// Moves recent records into the settled table, in the order of their fingerprints so that each page of the
// table is written once, in slices that ride along in other transactions. A crash at any point loses nothing:
// the marks move only with the last slice, and what was settled before is settled again after a start.
class Settling {
 public:
  bool active() const { return phase_ != Phase::idle; }
  void begin(std::vector<IndexEntry> sorted, const SqliteTables::Marks& up_to);
  const IndexEntry* find(std::uint64_t fingerprint) const;  // null: not among those on their way

  // Writes about `rows` rows more, within the caller's transaction. Only succeeded() makes it count.
  base::Result<void> step(SqliteTables& tables, std::size_t rows);
  void succeeded();  // that transaction is committed

 private:
  enum class Phase { idle, moving, cleaning };  // cleaning: touches that are settled are deleted

  Phase phase_ = Phase::idle;
  std::vector<IndexEntry> entries_;
  std::size_t done_ = 0;
  std::size_t stepped_ = 0;
  bool cleaned_ = false;
  SqliteTables::Marks up_to_;
};

}  // namespace dovetail::policy::greylist
