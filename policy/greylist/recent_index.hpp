// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dovetail::policy::greylist {

// A triplet's record without its text. `last` 0 says that it was forgotten, and hides older records.
struct IndexEntry {
  std::uint64_t fingerprint = 0;  // 0: no entry
  std::uint64_t arrival = 0;      // row that holds the text
  std::uint32_t first = 0;        // Unix seconds
  std::uint32_t last = 0;

  bool forgotten() const { return last == 0; }
};

// What happened since records were last moved to their place in the database: fingerprint -> record, 24
// octets an entry, in one block that doubles when three quarters are used.
class RecentIndex {
 public:
  const IndexEntry* find(std::uint64_t fingerprint) const;  // null: not recent
  void put(const IndexEntry& entry);                        // replaces the one with that fingerprint
  std::size_t size() const { return used_; }

  // All entries by rising fingerprint; the index is empty then and has given back its memory.
  std::vector<IndexEntry> take_sorted();

 private:
  std::size_t slot_of(std::uint64_t fingerprint) const;
  void grow();

  std::vector<IndexEntry> slots_;  // empty or a power of two
  std::size_t used_ = 0;
};

}  // namespace dovetail::policy::greylist
