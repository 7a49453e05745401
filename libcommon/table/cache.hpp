// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "libcommon/base/clock.hpp"

namespace dovetail::table {

// Names one table of one loaded configuration; never used again, so that a reload needs no flush.
using TableId = std::uint32_t;

// How long what a table said may be repeated. Zero switches a kind off.
struct Lifetimes {
  std::chrono::milliseconds positive{60'000};
  std::chrono::milliseconds negative{5'000};
  std::chrono::milliseconds stale_positive{3'600'000};  // after that, while no back end can be reached
  std::chrono::milliseconds stale_negative{0};
};

struct CacheLimits {
  std::size_t entries = 100'000;
  std::size_t bytes = 64 * 1024 * 1024;  // keys, values and what it costs to keep them
};

// Answers of back ends, positive and negative in separate bounded segments of three quarters and one quarter,
// each dropping its least recently used entry: a flood of unknown names does not push out the known ones. One
// thread.
class Cache {
 public:
  struct Entry {
    TableId table = 0;
    std::string key;
    std::optional<std::string> text;  // nothing: the table has no such key
    base::MonoTime fresh_until;
    base::MonoTime stale_until;

    bool fresh(base::MonoTime now) const { return now < fresh_until; }
    bool usable_stale(base::MonoTime now) const { return now < stale_until; }
  };
  struct Figures {
    std::size_t entries = 0;
    std::size_t bytes = 0;
    std::uint64_t evictions = 0;
  };

  explicit Cache(CacheLimits limits);

  // Fresh or not; null if nothing is known or it is too old even for an outage. Valid until the next call.
  const Entry* find(TableId table, std::string_view key, base::MonoTime now);
  void put(TableId table, std::string_view key, std::optional<std::string> text, const Lifetimes& lifetimes,
           base::MonoTime now);

  std::size_t flush();
  std::size_t flush(TableId table);  // each gives the number of entries dropped
  std::size_t flush(TableId table, std::string_view key);

  Figures positive() const { return figures_of(positive_); }
  Figures negative() const { return figures_of(negative_); }

 private:
  struct Name {
    TableId table;
    std::string_view key;  // into the entry
    bool operator==(const Name&) const = default;
  };
  struct NameHash {
    std::size_t operator()(const Name& name) const {
      return std::hash<std::string_view>()(name.key) ^ (name.table * 0x9E3779B97F4A7C15ull);
    }
  };
  struct Segment {
    std::list<Entry> entries;  // most recently used first
    std::unordered_map<Name, std::list<Entry>::iterator, NameHash> index;
    std::size_t bytes = 0;
    std::uint64_t evictions = 0;
    CacheLimits limits;
  };
  static Figures figures_of(const Segment& segment);
  static const Entry* find_in(Segment& segment, const Name& name, base::MonoTime now);
  static void erase(Segment& segment, std::list<Entry>::iterator at);
  static std::size_t flush(Segment& segment, TableId table);

  Segment positive_;
  Segment negative_;
};

}  // namespace dovetail::table
