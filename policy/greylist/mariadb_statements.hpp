// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/sql/database.hpp"
#include "policy/greylist/records.hpp"

namespace dovetail::policy::greylist {

// The statements of MariadbStore. All ids are record_id().

// The first 16 octets of the key's SHA-256: hosts need no shared secret, and nobody makes two keys meet.
std::string record_id(std::string_view key);

// One row of either table: triplets (first and last seen) or clients (hits and last seen).
struct StoredRow {
  std::string id;
  std::int64_t first = 0;
  std::int64_t second = 0;
  std::string key;  // only where asked for
};

struct Table {
  std::string_view name;   // greylist_triplet
  std::string_view first;  // first_seen
  std::string_view key;    // triplet
};
inline constexpr Table kTriplets{"greylist_triplet", "first_seen", "triplet"};
inline constexpr Table kClients{"greylist_client", "hits", "client"};

base::Result<std::vector<StoredRow>> find_rows(sql::Database& database, const Table& table,
                                               std::span<const std::string> ids);
base::Result<std::vector<StoredRow>> rows_after(sql::Database& database, const Table& table,
                                                std::string_view id, std::size_t limit);
enum class OnConflict {
  earlier_first,  // the earlier `first` and the later `second` stay
  overwrite,
};
base::Result<void> put_rows(sql::Database& database, const Table& table, std::span<const StoredRow> rows,
                            OnConflict conflict);
base::Result<void> delete_rows(sql::Database& database, const Table& table, std::span<const std::string> ids);
// Only those that are still as they were when they were read: another host may have used them. One statement; at
// most 256 rows.
base::Result<void> delete_unchanged(sql::Database& database, const Table& table,
                                    std::span<const StoredRow> rows);

}  // namespace dovetail::policy::greylist
