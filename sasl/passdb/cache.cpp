// SPDX-License-Identifier: MIT
#include "sasl/passdb/cache.hpp"

#include "libcommon/crypto/secret.hpp"
#include "sasl/passdb/rules.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::size_t kEntryOverhead = 256;  // list and map nodes, string heads
constexpr std::size_t kFieldOverhead = 80;

std::size_t size_of(const Answer& answer) {
  std::size_t size = kEntryOverhead;
  if (const auto* found = std::get_if<Found>(&answer)) {
    size += found->password ? found->password->size() : 0;
    for (const Field& field : found->fields) {
      size += kFieldOverhead + field.name.size() + (field.value ? field.value->size() : 0);
    }
  }
  return size;
}

}  // namespace

AuthCache::AuthCache(std::size_t bytes, std::chrono::seconds ttl, std::chrono::seconds negative_ttl)
    : limit_(bytes), ttl_(ttl), negative_ttl_(negative_ttl) {}

std::optional<AuthCache::Hit> AuthCache::find(const std::string& key) {
  const auto at = index_.find(key);
  if (at == index_.end()) {
    ++misses_;
    return std::nullopt;
  }
  order_.splice(order_.begin(), order_, at->second);
  const Entry& entry = *at->second;
  const auto age = now_ - entry.created;
  const bool negative = std::holds_alternative<Unknown>(entry.answer);
  Hit hit{entry.answer, age < (negative ? negative_ttl_ : ttl_), age >= negative_ttl_, entry.matched};
  ++(hit.fresh ? hits_ : misses_);
  return hit;
}

void AuthCache::put(const std::string& key, const std::string& user, const Answer& answer) {
  const auto old = index_.find(key);
  if (old != index_.end()) {
    erase(old->second);
  }
  const bool negative = std::holds_alternative<Unknown>(answer);
  if (std::holds_alternative<Broken>(answer) || (negative && negative_ttl_.count() == 0)) {
    return;
  }
  const std::size_t size = size_of(answer) + key.size() * 2 + user.size();
  if (size > limit_) {
    return;
  }
  order_.push_front(Entry{key, user, answer, now_, size, false});
  index_.emplace(order_.front().key, order_.begin());
  used_ += size;
  while (used_ > limit_) {
    erase(std::prev(order_.end()));
  }
}

void AuthCache::set_matched(const std::string& key, bool matched) {
  const auto at = index_.find(key);
  if (at != index_.end()) {
    at->second->matched = matched;
  }
}

void AuthCache::erase(Order::iterator at) {
  used_ -= at->size;
  index_.erase(at->key);
  if (auto* found = std::get_if<Found>(&at->answer); found != nullptr && found->password) {
    crypto::wipe(*found->password);
  }
  order_.erase(at);
}

std::size_t AuthCache::flush() {
  const std::size_t count = index_.size();
  while (!order_.empty()) {
    erase(order_.begin());
  }
  return count;
}

std::size_t AuthCache::flush(std::string_view user_mask) {
  std::size_t count = 0;
  for (auto at = order_.begin(); at != order_.end();) {
    const auto next = std::next(at);
    if (matches_wildcards(user_mask, at->user)) {
      erase(at);
      ++count;
    }
    at = next;
  }
  return count;
}

}  // namespace dovetail::sasl
