// SPDX-License-Identifier: MIT
#include "policy/greylist/recent_index.hpp"

#include <algorithm>
#include <utility>

namespace dovetail::policy::greylist {

std::size_t RecentIndex::slot_of(std::uint64_t fingerprint) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>(fingerprint) & mask;
  while (slots_[at].fingerprint != 0 && slots_[at].fingerprint != fingerprint) {
    at = (at + 1) & mask;
  }
  return at;
}

const IndexEntry* RecentIndex::find(std::uint64_t fingerprint) const {
  if (slots_.empty()) return nullptr;
  const IndexEntry& entry = slots_[slot_of(fingerprint)];
  return entry.fingerprint == 0 ? nullptr : &entry;
}

void RecentIndex::put(const IndexEntry& entry) {
  if (4 * (used_ + 1) > 3 * slots_.size()) grow();
  IndexEntry& place = slots_[slot_of(entry.fingerprint)];
  if (place.fingerprint == 0) ++used_;
  place = entry;
}

void RecentIndex::grow() {
  std::vector<IndexEntry> old(slots_.empty() ? 1024 : 2 * slots_.size());
  old.swap(slots_);
  for (const IndexEntry& entry : old) {
    if (entry.fingerprint != 0) slots_[slot_of(entry.fingerprint)] = entry;
  }
}

std::vector<IndexEntry> RecentIndex::take_sorted() {
  std::vector<IndexEntry> entries;
  entries.reserve(used_);
  std::copy_if(slots_.begin(), slots_.end(), std::back_inserter(entries),
               [](const IndexEntry& entry) { return entry.fingerprint != 0; });
  slots_ = {};
  used_ = 0;
  std::sort(entries.begin(), entries.end(),
            [](const IndexEntry& a, const IndexEntry& b) { return a.fingerprint < b.fingerprint; });
  return entries;
}

}  // namespace dovetail::policy::greylist
