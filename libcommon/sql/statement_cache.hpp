// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/sql/statement.hpp"

namespace dovetail::sql {

// A cursor that goes back into its cache when its Statement ends, or dies then if no cache owns it.
class PreparedCursor : public Cursor {
 public:
  explicit PreparedCursor(std::string_view text) : text_(text) {}
  void release() noexcept final;
  virtual bool outdated() const { return false; }   // not fit for use any more: take() drops it

 protected:
  const std::string& query_text() const { return text_; }

 private:
  friend class StatementCache;
  std::string text_;
  bool cached_ = false;
  bool in_use_ = false;
};

// The prepared statements of one connection by their text, the last used first. One thread.
class StatementCache {
 public:
  explicit StatementCache(std::size_t capacity = 64) : capacity_(capacity) {}

  // A cached cursor that is not in use, now marked as used; nullptr: prepare a new one and pass it to adopt().
  PreparedCursor* take(std::string_view text);
  PreparedCursor* idle(std::string_view text) const;   // the one that take() would give, without taking it
  // Owns `cursor` unless one of this text is there already or all are in use; marks it as used.
  PreparedCursor* adopt(std::unique_ptr<PreparedCursor> cursor);
  std::size_t size() const { return cursors_.size(); }

 private:
  PreparedCursor* find(std::string_view text);   // moves it to the front
  bool make_room();

  std::size_t capacity_;
  std::vector<std::unique_ptr<PreparedCursor>> cursors_;
};

}  // namespace dovetail::sql
