// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/walk.hpp"

#include <utility>

#include "libcommon/base/text.hpp"
#include "libcommon/table/limits.hpp"

namespace dovetail::table::maps {

Walk::Walk(std::shared_ptr<const Map> map, std::string_view key, bool exact)
    : map_(std::move(map)), asked_(key.size() <= kMaxKey ? key : std::string_view()), exact_(exact || map_->keys == Keys::exact) {
  if (map_->fault) {
    finish(base::Unexpected(*map_->fault));
  } else if (asked_.empty() || map_->tables.empty() || !base::is_utf8(asked_)) {
    finish(not_found());  // as Postfix does for these table types and for keys that are too long
  } else {
    start_key();
  }
}

void Walk::start_key() {
  folded_ = base::lowered(key());
  table_index_ = 0;
}

std::optional<Walk::Question> Walk::question() const {
  if (finished_) return std::nullopt;
  const Table& table = map_->tables[table_index_];
  return Question{&table, table.folds ? folded_ : key()};
}

void Walk::answer(Answer answer) {
  if (!answer) {
    finish(std::move(answer));
    return;
  }
  if (*answer && !(*answer)->empty()) {
    if (!joined_.empty()) joined_.push_back(',');
    joined_.append(**answer);
    if (joined_.size() > kMaxResult) {
      finish(base::Unexpected(base::Error{base::ErrorKind::temporary, 0, "result too long", {}}));
      return;
    }
  }
  if (++table_index_ < map_->tables.size()) return;
  if (joined_.empty()) {
    next_key();
    return;
  }
  const bool stripped = key_index_ != kAsked && !keys_[key_index_].removed_extension.empty();
  finish(found(stripped && map_->propagate_extension
                   ? with_extension(joined_, keys_[key_index_].removed_extension)
                   : std::move(joined_)));
}

void Walk::next_key() {
  if (key_index_ == kAsked) {
    if (!exact_) keys_ = derived_keys(map_->keys, map_->rules, asked_);
    key_index_ = 0;
  }
  if (key_index_ + 1 >= keys_.size()) {
    finish(not_found());
    return;
  }
  ++key_index_;
  start_key();
}

void Walk::finish(Answer result) {
  result_ = std::move(result);
  finished_ = true;
}

}  // namespace dovetail::table::maps
