// SPDX-License-Identifier: MIT
#include "libcommon/table/cache_entry.hpp"

#include <functional>
#include <new>

namespace dovetail::table {

CacheEntry::Owner CacheEntry::make(TableId table, std::string_view key,
                                   std::optional<std::string_view> text) {
  const std::size_t text_size = text ? text->size() : 0;
  Owner entry(new (::operator new(sizeof(CacheEntry) + key.size() + text_size)) CacheEntry());
  entry->table_ = table;
  entry->hash_ = hash_of(table, key);
  entry->key_size_ = static_cast<std::uint32_t>(key.size());
  entry->text_size_ = static_cast<std::uint32_t>(text_size);
  entry->found_ = text.has_value();
  char* bytes = reinterpret_cast<char*>(entry.get() + 1);
  key.copy(bytes, key.size());
  if (text) text->copy(bytes + key.size(), text_size);
  return entry;
}

void CacheEntry::Deleter::operator()(CacheEntry* entry) const noexcept {
  entry->~CacheEntry();
  ::operator delete(entry);
}

std::uint32_t CacheEntry::hash_of(TableId table, std::string_view key) {
  const std::uint64_t hash = std::hash<std::string_view>()(key) ^ (table * 0x9E3779B97F4A7C15ull);
  return static_cast<std::uint32_t>(hash ^ (hash >> 32));
}

}  // namespace dovetail::table
