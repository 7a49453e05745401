// SPDX-License-Identifier: MIT
#include "libcommon/table/reply_queue.hpp"

namespace dovetail::table {

base::Ticket ReplyQueue::open() {
  waiting_.emplace_back();
  return {first_ + waiting_.size() - 1};
}

// The oldest is in ready_; those behind it may have been answered before it.
void ReplyQueue::take_from_front() {
  do {
    waiting_.pop_front();
    ++first_;
    ++ready_count_;
    if (waiting_.empty() || !waiting_.front()) return;
    ready_ += *waiting_.front();
  } while (true);
}

std::string ReplyQueue::take_ready() {
  ready_count_ = 0;
  return std::exchange(ready_, {});
}

}  // namespace dovetail::table
