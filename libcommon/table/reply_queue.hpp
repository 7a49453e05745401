// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "libcommon/base/session.hpp"

namespace dovetail::table {

// Replies of one connection in the order of their requests, whatever the order of the answers.
class ReplyQueue {
 public:
  base::Ticket open();  // a request was read

  // `append_reply(std::string& out)` appends the reply's bytes; unknown and repeated tickets are ignored.
  template <class Append>
  void answer(base::Ticket ticket, Append&& append_reply) {
    if (ticket.number < first_ || ticket.number >= first_ + waiting_.size()) return;
    if (ticket.number == first_) {
      append_reply(ready_);
      take_from_front();
    } else if (auto& reply = waiting_[ticket.number - first_]; !reply) {
      append_reply(reply.emplace());
    }
  }
  std::string take_ready();  // what may be sent now; empty while the oldest waits

  std::size_t size() const { return waiting_.size() + ready_count_; }  // requests whose reply was not taken
  bool empty() const { return size() == 0; }
  bool ready() const { return ready_count_ > 0; }

 private:
  void take_from_front();

  std::string ready_;
  std::size_t ready_count_ = 0;
  std::deque<std::optional<std::string>> waiting_;  // an empty place: not answered yet
  std::uint64_t first_ = 1;                         // the ticket of waiting_.front()
};

}  // namespace dovetail::table
