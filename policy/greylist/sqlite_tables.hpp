// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/sql/database.hpp"
#include "policy/greylist/recent_index.hpp"

namespace dovetail::policy::greylist {

// The statements of SqliteStore about triplets, one function each (packaging/schema/greylist). Transactions
// are the caller's.
class SqliteTables {
 public:
  explicit SqliteTables(sql::Database& database) : database_(database) {}

  base::Result<std::string> secret();  // of the fingerprints; made at first use
  // What else is remembered of the file, by name; nothing if it was never set.
  base::Result<std::optional<std::string>> meta(std::string_view name);
  base::Result<void> set_meta(std::string_view name, std::string_view value);

  struct Marks {  // rows up to these are settled
    std::uint64_t arrival = 0;
    std::uint64_t touch = 0;
    bool operator==(const Marks&) const = default;
  };
  base::Result<Marks> settled();
  base::Result<void> set_settled(const Marks& marks);
  base::Result<Marks> newest();                  // highest row numbers
  base::Result<std::uint64_t> oldest_arrival();  // the lowest one; 0: none

  // Everything behind `settled`, arrivals and then touches in their order.
  base::Result<void> load_recent(const Marks& settled, RecentIndex& index);

  struct Arrival {  // a new triplet
    IndexEntry entry;
    std::string key;
  };
  struct Touch {  // a later change of its times
    IndexEntry entry;
    std::uint64_t touch = 0;
  };
  base::Result<void> add_arrivals(std::span<const Arrival> arrivals);
  base::Result<void> add_touches(std::span<const Touch> touches);
  base::Result<std::optional<IndexEntry>> find_settled(std::uint64_t fingerprint);
  base::Result<void> put_settled(std::span<const IndexEntry> entries);        // forgotten ones are deleted
  base::Result<bool> delete_touches(std::uint64_t up_to, std::size_t limit);  // false: there was none
  base::Result<void> delete_settled(std::uint64_t fingerprint);
  base::Result<void> delete_arrival(std::uint64_t arrival);

  base::Result<std::vector<Arrival>> arrivals_after(std::uint64_t arrival, std::size_t limit);

  // Fingerprints of the settled table, in its order, from this one on.
  base::Result<std::vector<std::int64_t>> settled_from(std::int64_t fingerprint, std::size_t limit);

 private:
  template <class... Values>
  base::Result<void> run(std::string_view query, const Values&... values);

  sql::Database& database_;
};

}  // namespace dovetail::policy::greylist
