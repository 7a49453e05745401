// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "libcommon/table/cache_entry.hpp"

namespace dovetail::table {

// Finds entries by table and key: one flat array with linear probing, so that a key that is not there costs
// one look at memory and no walk along a chain. Does not own the entries. One thread.
class CacheIndex {
 public:
  CacheIndex() : places_(kFirst) {}

  CacheEntry* find(TableId table, std::string_view key) const;
  void add(CacheEntry& entry);           // no equal one may be there
  void remove(const CacheEntry& entry);  // which must be there
  void clear();
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t kFirst = 64;
  struct Place {
    CacheEntry* entry = nullptr;
    std::uint32_t hash = 0;  // of the entry: most others are told apart without looking at them
  };
  std::size_t mask() const { return places_.size() - 1; }
  void insert(CacheEntry& entry);
  void grow();

  std::vector<Place> places_;  // a power of two, at most three quarters full
  std::size_t size_ = 0;
};

}  // namespace dovetail::table
