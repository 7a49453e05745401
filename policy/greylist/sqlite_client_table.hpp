// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/sql/database.hpp"
#include "policy/greylist/records.hpp"

namespace dovetail::policy::greylist {

// The statements of SqliteStore about clients, one function each (packaging/schema/greylist). Transactions
// are the caller's.
class SqliteClientTable {
 public:
  struct Row {
    std::int64_t fingerprint = 0;
    std::string key;
    ClientCount count;
  };

  explicit SqliteClientTable(sql::Database& database) : database_(database) {}

  base::Result<std::optional<ClientCount>> find(std::uint64_t fingerprint);
  base::Result<void> put(std::uint64_t fingerprint, std::string_view key, const ClientCount& count);
  base::Result<void> remove(std::uint64_t fingerprint);  // one that is not there is no error
  // In the order of the fingerprints, from this one on.
  base::Result<std::vector<Row>> rows_from(std::int64_t fingerprint, std::size_t limit);
  base::Result<std::vector<std::int64_t>> fingerprints_from(std::int64_t fingerprint, std::size_t limit);

 private:
  sql::Database& database_;
};

}  // namespace dovetail::policy::greylist
