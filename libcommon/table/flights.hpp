// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "libcommon/table/cache.hpp"

namespace dovetail::table {

// Queries under way: a question that somebody already asked the back end waits for that answer instead of
// asking again. Waiters are numbers of the caller's. One thread.
class Flights {
 public:
  using Waiter = std::uint64_t;

  // True: this is the first, the caller sends the query. False: it was added to one under way.
  bool join(TableId table, std::string_view key, Waiter waiter);
  // The query is done: everybody who waits for it, in order of arrival.
  std::vector<Waiter> land(TableId table, std::string_view key);
  // One waiter gave up; the query goes on for the others. With the last one it counts as lost: who asks next
  // sends another, and what comes of this one is only good for the cache.
  void leave(TableId table, std::string_view key, Waiter waiter);

  std::size_t size() const { return flights_.size(); }

 private:
  static std::string name_of(TableId table, std::string_view key);
  std::unordered_map<std::string, std::vector<Waiter>> flights_;
};

}  // namespace dovetail::table
