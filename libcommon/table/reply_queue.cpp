// SPDX-License-Identifier: MIT
#include "libcommon/table/reply_queue.hpp"

#include <utility>

namespace dovetail::table {

base::Ticket ReplyQueue::open() {
  replies_.emplace_back();
  return {first_ + replies_.size() - 1};
}

void ReplyQueue::answer(base::Ticket ticket, std::string bytes) {
  if (ticket.number < first_ || ticket.number >= first_ + replies_.size()) return;
  auto& reply = replies_[ticket.number - first_];
  if (!reply) reply = std::move(bytes);
}

std::string ReplyQueue::take_ready() {
  std::string bytes;
  while (ready()) {
    if (bytes.empty()) {
      bytes = *std::move(replies_.front());
    } else {
      bytes += *replies_.front();
    }
    replies_.pop_front();
    ++first_;
  }
  return bytes;
}

}  // namespace dovetail::table
