// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "libcommon/base/clock.hpp"

namespace dovetail::table {

// Names one table of one loaded configuration; never used again, so that a reload needs no flush.
using TableId = std::uint32_t;

// One remembered answer in a single block of memory: this, then the key's bytes, then the text's.
class CacheEntry {
 public:
  struct Deleter {
    void operator()(CacheEntry* entry) const noexcept;
  };
  using Owner = std::unique_ptr<CacheEntry, Deleter>;

  // `text` nothing: the table has no such key. Key and text of less than 4 GiB.
  static Owner make(TableId table, std::string_view key, std::optional<std::string_view> text);
  static std::uint32_t hash_of(TableId table, std::string_view key);

  bool is(TableId table, std::string_view key) const { return table_ == table && this->key() == key; }
  TableId table() const { return table_; }
  std::uint32_t hash() const { return hash_; }
  std::string_view key() const { return {bytes(), key_size_}; }
  bool found() const { return found_; }
  std::string_view text() const { return {bytes() + key_size_, text_size_}; }  // empty unless found()
  std::size_t bytes_used() const { return sizeof *this + key_size_ + text_size_; }

  bool fresh(base::MonoTime now) const { return now < fresh_until; }
  bool usable_stale(base::MonoTime now) const { return now < stale_until; }

  base::MonoTime fresh_until;
  base::MonoTime stale_until;

 private:
  friend class Cache;

  CacheEntry() = default;
  const char* bytes() const { return reinterpret_cast<const char*>(this + 1); }

  CacheEntry* previous_ = nullptr;  // in its segment
  CacheEntry* next_ = nullptr;
  std::uint32_t hash_ = 0;
  TableId table_ = 0;
  std::uint32_t key_size_ = 0;
  std::uint32_t text_size_ = 0;
  bool found_ = false;
  mutable bool asked_ = false;  // since it came or was last spared
};

}  // namespace dovetail::table
