// SPDX-License-Identifier: MIT
#include "policy/greylist/settling.hpp"

#include <algorithm>
#include <utility>

namespace dovetail::policy::greylist {

void Settling::begin(std::vector<IndexEntry> sorted, const SqliteTables::Marks& up_to) {
  entries_ = std::move(sorted);
  up_to_ = up_to;
  done_ = stepped_ = 0;
  cleaned_ = false;
  phase_ = Phase::moving;
}

const IndexEntry* Settling::find(std::uint64_t fingerprint) const {
  const auto found = std::lower_bound(
      entries_.begin(), entries_.end(), fingerprint,
      [](const IndexEntry& entry, std::uint64_t wanted) { return entry.fingerprint < wanted; });
  return found != entries_.end() && found->fingerprint == fingerprint ? &*found : nullptr;
}

base::Result<void> Settling::step(SqliteTables& tables, std::size_t rows) {
  if (phase_ == Phase::cleaning) {
    auto more = tables.delete_touches(up_to_.touch, 4 * rows);
    if (!more) return base::Unexpected(std::move(more).error());
    cleaned_ = !*more;
    return {};
  }
  stepped_ = std::min(rows, entries_.size() - done_);
  if (auto put = tables.put_settled(std::span(entries_).subspan(done_, stepped_)); !put) return put;
  return done_ + stepped_ == entries_.size() ? tables.set_settled(up_to_) : base::Result<void>();
}

void Settling::succeeded() {
  if (phase_ == Phase::cleaning && cleaned_) phase_ = Phase::idle;
  if (phase_ != Phase::moving) return;
  done_ += std::exchange(stepped_, 0);
  if (done_ < entries_.size()) return;
  entries_ = {};
  phase_ = Phase::cleaning;
}

}  // namespace dovetail::policy::greylist
