// SPDX-License-Identifier: MIT
#include "libcommon/sql/statement_cache.hpp"

#include <algorithm>
#include <iterator>

namespace dovetail::sql {

void PreparedCursor::release() noexcept {
  reset();
  if (cached_) {
    in_use_ = false;
  } else {
    delete this;
  }
}

PreparedCursor* StatementCache::find(std::string_view text) {
  const auto found =
      std::find_if(cursors_.begin(), cursors_.end(), [&](const auto& one) { return one->text_ == text; });
  if (found == cursors_.end()) {
    return nullptr;
  }
  std::rotate(cursors_.begin(), found, std::next(found));
  return cursors_.front().get();
}

PreparedCursor* StatementCache::idle(std::string_view text) const {
  const auto found = std::find_if(cursors_.begin(), cursors_.end(),
                                  [&](const auto& one) { return one->text_ == text && !one->in_use_; });
  return found == cursors_.end() ? nullptr : found->get();
}

PreparedCursor* StatementCache::take(std::string_view text) {
  PreparedCursor* cursor = find(text);
  if (cursor == nullptr || cursor->in_use_) {
    return nullptr;
  }
  if (cursor->outdated()) {
    cursors_.erase(cursors_.begin());  // where find() put it
    return nullptr;
  }
  cursor->in_use_ = true;
  return cursor;
}

PreparedCursor* StatementCache::adopt(std::unique_ptr<PreparedCursor> cursor) {
  if (find(cursor->text_) != nullptr || !make_room()) {
    return cursor.release();  // deletes itself at the end
  }
  cursor->cached_ = cursor->in_use_ = true;
  return cursors_.insert(cursors_.begin(), std::move(cursor))->get();
}

// The one that was unused for longest leaves.
bool StatementCache::make_room() {
  if (cursors_.size() < capacity_) {
    return true;
  }
  const auto idle =
      std::find_if(cursors_.rbegin(), cursors_.rend(), [](const auto& one) { return !one->in_use_; });
  if (idle == cursors_.rend()) {
    return false;
  }
  cursors_.erase(std::next(idle).base());
  return true;
}

}  // namespace dovetail::sql
