// SPDX-License-Identifier: MIT
#include "libcommon/table/cache.hpp"

#include <utility>

namespace dovetail::table {
namespace {

// The index's places (at most 43 bytes an entry, just after it grew) and what malloc adds to a block.
constexpr std::size_t kOverhead = 56;

std::size_t size_of(const Cache::Entry& entry) {
  return entry.bytes_used() + kOverhead;
}

}  // namespace

Cache::Cache(CacheLimits limits) {
  set_limits(limits);
}

void Cache::set_limits(CacheLimits limits) {
  positive_.limits = {limits.entries - limits.entries / 4, limits.bytes - limits.bytes / 4};
  negative_.limits = {limits.entries / 4, limits.bytes / 4};
  make_room(positive_);
  make_room(negative_);
}

Cache::~Cache() {
  flush();
}

void Cache::link(Segment& segment, Entry& entry) {
  entry.previous_ = nullptr;
  entry.next_ = std::exchange(segment.first, &entry);
  (entry.next_ != nullptr ? entry.next_->previous_ : segment.last) = &entry;
}

void Cache::unlink(Segment& segment, Entry& entry) {
  (entry.previous_ != nullptr ? entry.previous_->next_ : segment.first) = entry.next_;
  (entry.next_ != nullptr ? entry.next_->previous_ : segment.last) = entry.previous_;
}

void Cache::erase(Entry& entry) {
  Segment& segment = segment_of(entry);
  segment.figures.bytes -= size_of(entry);
  --segment.figures.entries;
  index_.remove(entry);
  unlink(segment, entry);
  Entry::Deleter()(&entry);
}

const Cache::Entry* Cache::find(TableId table, std::string_view key, base::MonoTime now) {
  Entry* entry = index_.find(table, key);
  if (entry == nullptr) return nullptr;
  if (!entry->fresh(now) && !entry->usable_stale(now)) {
    erase(*entry);
    return nullptr;
  }
  entry->asked_ = true;
  return entry;
}

void Cache::put(TableId table, std::string_view key, std::optional<std::string_view> text,
                const Lifetimes& lifetimes, base::MonoTime now) {
  flush(table, key);
  const auto fresh = text ? lifetimes.positive : lifetimes.negative;
  const auto stale = text ? lifetimes.stale_positive : lifetimes.stale_negative;
  if (fresh.count() <= 0 && stale.count() <= 0) return;
  Entry::Owner entry = Entry::make(table, key, text);
  entry->fresh_until = now + fresh;
  entry->stale_until = now + fresh + stale;
  Segment& segment = segment_of(*entry);
  if (size_of(*entry) > segment.limits.bytes) return;
  index_.add(*entry);
  segment.figures.bytes += size_of(*entry);
  ++segment.figures.entries;
  link(segment, *entry.release());
  make_room(segment);
}

// Who was asked for is spared once and goes to the other end, so the loop ends after one round at most.
void Cache::make_room(Segment& segment) {
  while (segment.figures.entries > segment.limits.entries || segment.figures.bytes > segment.limits.bytes) {
    Entry& oldest = *segment.last;
    if (std::exchange(oldest.asked_, false)) {
      unlink(segment, oldest);
      link(segment, oldest);
      continue;
    }
    erase(oldest);
    ++segment.figures.evictions;
  }
}

std::size_t Cache::flush(Segment& segment, std::optional<TableId> table) {
  std::size_t dropped = 0;
  for (Entry* next = segment.first; next != nullptr;) {
    Entry& entry = *std::exchange(next, next->next_);
    if (table && entry.table() != *table) continue;
    erase(entry);
    ++dropped;
  }
  return dropped;
}

std::size_t Cache::flush() {
  const std::size_t dropped = flush(positive_, std::nullopt) + flush(negative_, std::nullopt);
  index_.clear();
  return dropped;
}

std::size_t Cache::flush(TableId table) {
  return flush(positive_, table) + flush(negative_, table);
}

std::size_t Cache::flush(TableId table, std::string_view key) {
  Entry* entry = index_.find(table, key);
  if (entry == nullptr) return 0;
  erase(*entry);
  return 1;
}

}  // namespace dovetail::table
