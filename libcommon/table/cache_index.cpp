// SPDX-License-Identifier: MIT
#include "libcommon/table/cache_index.hpp"

#include <cassert>
#include <utility>

namespace dovetail::table {

CacheEntry* CacheIndex::find(TableId table, std::string_view key) const {
  const std::uint32_t hash = CacheEntry::hash_of(table, key);
  for (std::size_t at = hash & mask(); places_[at].entry != nullptr; at = (at + 1) & mask()) {
    if (places_[at].hash == hash && places_[at].entry->is(table, key)) return places_[at].entry;
  }
  return nullptr;
}

void CacheIndex::add(CacheEntry& entry) {
  if ((size_ + 1) * 4 > places_.size() * 3) grow();
  insert(entry);
  ++size_;
}

void CacheIndex::insert(CacheEntry& entry) {
  std::size_t at = entry.hash() & mask();
  while (places_[at].entry != nullptr)
    at = (at + 1) & mask();
  places_[at] = {&entry, entry.hash()};
}

void CacheIndex::grow() {
  for (const Place& place : std::exchange(places_, std::vector<Place>(places_.size() * 2))) {
    if (place.entry != nullptr) insert(*place.entry);
  }
}

// What stands behind the gap and may stand in it moves there: then a search may still end at the first free
// place.
void CacheIndex::remove(const CacheEntry& entry) {
  std::size_t gap = entry.hash() & mask();
  while (places_[gap].entry != &entry) {
    assert(places_[gap].entry != nullptr);
    gap = (gap + 1) & mask();
  }
  for (std::size_t at = (gap + 1) & mask(); places_[at].entry != nullptr; at = (at + 1) & mask()) {
    const std::size_t wanted = places_[at].hash & mask();
    if (((at - wanted) & mask()) < ((at - gap) & mask())) continue;  // it would stand before its own place
    places_[gap] = places_[at];
    gap = at;
  }
  places_[gap] = {};
  --size_;
}

void CacheIndex::clear() {
  places_.assign(kFirst, {});
  size_ = 0;
}

}  // namespace dovetail::table
