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
// asking again. After doubt() the answer on its way is old: who asks now waits for it to be out of the way, then
// asks anew. Waiters are numbers of the caller's. One thread.
class Flights {
 public:
  using Waiter = std::uint64_t;

  struct Landed {
    bool known = false;           // the query was waited for
    bool doubtful = false;        // what it says may have been true once: not to be remembered
    std::vector<Waiter> waiters;  // for this answer, in order of arrival
    std::vector<Waiter> behind;   // who have to ask anew
  };

  // True: this is the first, the caller sends the query. False: it was added to one under way.
  bool join(TableId table, std::string_view key, Waiter waiter);
  // The query is done.
  Landed land(TableId table, std::string_view key);
  // One waiter gave up; the query goes on for the others. With the last one it counts as lost: who asks next
  // sends another, and what comes of this one is only good for the cache.
  void leave(TableId table, std::string_view key, Waiter waiter);

  bool waits_for(TableId table, std::string_view key) const;

  // What is remembered was forgotten: of everything, a table, or one key.
  void doubt();
  void doubt(TableId table);
  void doubt(TableId table, std::string_view key);

  std::size_t size() const { return flights_.size(); }

 private:
  static std::string name_of(TableId table, std::string_view key);
  std::unordered_map<std::string, Landed> flights_;
};

}  // namespace dovetail::table
