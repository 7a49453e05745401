// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "libcommon/base/session.hpp"

namespace dovetail::table {

// Replies of one connection in the order of their requests, whatever the order of the answers.
class ReplyQueue {
 public:
  base::Ticket open();                                  // a request was read
  void answer(base::Ticket ticket, std::string bytes);  // unknown and repeated tickets are ignored
  std::string take_ready();                             // what may be sent now; empty while the oldest waits

  std::size_t size() const { return replies_.size(); }  // requests whose reply was not taken
  bool empty() const { return replies_.empty(); }
  bool ready() const { return !replies_.empty() && replies_.front(); }

 private:
  std::deque<std::optional<std::string>> replies_;
  std::uint64_t first_ = 1;  // the ticket of replies_.front()
};

}  // namespace dovetail::table
