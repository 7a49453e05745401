// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "libcommon/table/answer.hpp"
#include "libcommon/table/cache.hpp"
#include "libcommon/table/flights.hpp"
#include "libcommon/table/maps/map.hpp"
#include "libcommon/table/maps/walk.hpp"

namespace dovetail::table::maps {

// Finds the answers to questions: memory and SQLite at once, MariaDB through the cache and, for what is not
// there, through queries that its owner runs elsewhere. Equal questions under way share one query; each
// question has its own time limit; while no server can be reached an answer that is past its time may serve.
// Loop thread only.
class Lookups {
 public:
  // Who waits for an answer that could not be given at once. Plain numbers of the owner's.
  struct Asker {
    std::uint32_t door = 0;
    std::uint64_t connection = 0;
    std::uint64_t ticket = 0;
  };

  // What became of a query: too many wait already; it was answered at once; or landed() follows.
  struct Sent {
    bool accepted = true;
    std::optional<Answer> answer{};
  };

  // What the owner does for it.
  class Outside {
   public:
    // Runs the query; does not call back meanwhile.
    virtual Sent send_query(std::shared_ptr<const Map> map, const Table& table, std::string_view key) = 0;
    virtual void answered(const Asker& asker, const Map& map, Answer answer) = 0;

   protected:
    ~Outside() = default;
  };

  struct Figures {
    std::uint64_t cache_hits = 0;
    std::uint64_t queries = 0;  // to a database, both kinds
    std::uint64_t shared = 0;   // questions that found their query under way
    std::uint64_t stale = 0;    // answers given past their time
    std::uint64_t timeouts = 0;
    std::uint64_t refused = 0;  // too many queries waiting
  };

  Lookups(Outside& outside, CacheLimits limits, std::chrono::milliseconds time_limit);

  // What the cache knows of a map of one table: the short way to an answer that needs no more. Nothing if it
  // takes ask() to find out. The view holds until the next call.
  std::optional<AnswerView> known(const Map& map, std::string_view key, base::MonoTime now);

  // The answer if it is known now; else it comes by Outside::answered().
  std::optional<Answer> ask(std::shared_ptr<const Map> map, std::string_view key, const Asker& asker,
                            base::MonoTime now, bool exact = false);
  void landed(const Table& table, std::string_view key, Answer outcome, base::MonoTime now);
  // Somebody waits for this query, or one like it.
  bool waits_for(const Table& table, std::string_view key) const { return flights_.waits_for(table.id, key); }

  // Time limits and waiting for locks: call it when due.
  void tick(base::MonoTime now);
  std::optional<base::MonoTime> next_tick() const;

  // From now on; who waits already keeps the limit of the time.
  void set_time_limit(std::chrono::milliseconds limit) { time_limit_ = limit; }

  // Forgets answers, of everything, a table or one key, those on their way included; gives the number of entries
  // dropped.
  std::size_t flush(base::MonoTime now);
  std::size_t flush(TableId table, base::MonoTime now);
  std::size_t flush(TableId table, std::string_view key, base::MonoTime now);

  Cache& cache() { return cache_; }
  const Figures& figures() const { return figures_; }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  using Waiter = Flights::Waiter;
  struct Waiting {
    Walk walk;
    Asker asker;
  };
  enum class Pending { query, lock };

  std::optional<Pending> drive(Walk& walk, Waiter waiter, base::MonoTime now);
  std::optional<Answer> resolve(const Walk::Question& question, Waiter waiter, base::MonoTime now,
                                Pending& why);
  std::optional<Answer> from_sqlite(const Table& table, std::string_view key, base::MonoTime now);
  std::optional<Answer> from_cache(const Table& table, std::string_view key, base::MonoTime now);
  void remember(const Table& table, std::string_view key, const std::optional<std::string>& text,
                base::MonoTime now);
  std::optional<Answer> stale(const Table& table, std::string_view key, base::MonoTime now);
  Answer stale_or(const Table& table, std::string_view key, Answer failure, base::MonoTime now);
  void go_on(Waiter waiter, base::MonoTime now);
  void wait_for_lock(Waiter waiter, base::MonoTime now);
  void time_out(Waiter waiter, base::MonoTime now);
  void finish(Waiter waiter);

  Outside& outside_;
  Cache cache_;
  std::chrono::milliseconds time_limit_;
  Flights flights_;
  std::optional<base::MonoTime> last_flush_;
  std::unordered_map<Waiter, Waiting> waiting_;
  std::deque<std::pair<base::MonoTime, Waiter>> deadlines_;  // in order, as all have the same limit
  std::vector<Waiter> for_lock_;
  std::vector<TableId> locked_;  // found locked since the last try: one try a table is enough
  std::optional<base::MonoTime> lock_retry_;
  std::shared_ptr<const Map> asking_;  // the map of the question being driven
  Waiter last_waiter_ = 0;
  Figures figures_;
};

}  // namespace dovetail::table::maps
