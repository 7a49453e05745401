// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "libcommon/base/clock.hpp"
#include "libcommon/table/cache_entry.hpp"
#include "libcommon/table/cache_index.hpp"

namespace dovetail::table {

// How long what a table said may be repeated. Zero switches a kind off.
struct Lifetimes {
  std::chrono::milliseconds positive{60'000};
  std::chrono::milliseconds negative{5'000};
  std::chrono::milliseconds stale_positive{3'600'000};  // after that, while no back end can be reached
  std::chrono::milliseconds stale_negative{0};

  bool any() const {
    return positive.count() > 0 || negative.count() > 0 || stale_positive.count() > 0 ||
           stale_negative.count() > 0;
  }
};

struct CacheLimits {
  std::size_t entries = 100'000;
  std::size_t bytes = 64 * 1024 * 1024;  // keys, values and what it costs to keep them
};

// Answers of back ends, positive and negative in separate bounded segments of three quarters and one quarter:
// a flood of unknown names does not push out the known ones. A full segment drops the entry that came first
// among those not asked for since it was last looked at ("second chance"), so a hit moves nothing. One
// thread.
class Cache {
 public:
  using Entry = CacheEntry;
  struct Figures {
    std::size_t entries = 0;
    std::size_t bytes = 0;
    std::uint64_t evictions = 0;
  };

  explicit Cache(CacheLimits limits);
  ~Cache();
  Cache(const Cache&) = delete;
  Cache& operator=(const Cache&) = delete;

  void set_limits(CacheLimits limits);  // what is too much goes at once

  // Fresh or not; null if nothing is known or it is too old even for an outage. Valid until the next call.
  const Entry* find(TableId table, std::string_view key, base::MonoTime now);
  void put(TableId table, std::string_view key, std::optional<std::string_view> text,
           const Lifetimes& lifetimes, base::MonoTime now);

  std::size_t flush();
  std::size_t flush(TableId table);  // each gives the number of entries dropped
  std::size_t flush(TableId table, std::string_view key);

  Figures positive() const { return positive_.figures; }
  Figures negative() const { return negative_.figures; }

 private:
  struct Segment {
    Entry* first = nullptr;  // came last
    Entry* last = nullptr;   // the next to be looked at
    Figures figures;
    CacheLimits limits;
  };
  Segment& segment_of(const Entry& entry) { return entry.found() ? positive_ : negative_; }
  static void link(Segment& segment, Entry& entry);
  static void unlink(Segment& segment, Entry& entry);
  void erase(Entry& entry);
  void make_room(Segment& segment);
  std::size_t flush(Segment& segment, std::optional<TableId> table);

  CacheIndex index_;
  Segment positive_;
  Segment negative_;
};

}  // namespace dovetail::table
