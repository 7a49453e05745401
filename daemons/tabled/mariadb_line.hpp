// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/event/readiness.hpp"
#include "libcommon/sql/connection.hpp"
#include "libcommon/table/maps/map.hpp"

namespace dovetail::tabled {

// One connection of a pool and the queries under way on it. Either the loop has it, or (away) a worker has its
// connection. Loop thread only; its owner keeps it until the end of the turn in which it was told something.
class MariadbLine {
 public:
  struct Query {
    std::shared_ptr<const table::maps::Map> map;  // keeps the table alive
    const table::maps::Table* table = nullptr;
    std::string key;
    base::MonoTime deadline{};  // nobody waits any more
    bool for_worker = false;  // was tried beside the loop: errors are judged, and repeated, by a worker
  };
  class Owner {
   public:
    virtual void line_answered(Query query, table::Answer answer) = 0;
    virtual void line_rests(MariadbLine& line) = 0;  // after answers: it may take more, or is free
    // Lost, with all that was under way, in order.
    virtual void line_lost(MariadbLine& line, std::deque<Query> unanswered) = 0;

   protected:
    ~Owner() = default;
  };

  MariadbLine(event::Loop& loop, Owner& owner, std::unique_ptr<sql::Connection> connection)
      : loop_(loop), owner_(owner), connection_(std::move(connection)) {}

  // Puts the query behind those under way, to be flushed; false: it is a worker's.
  bool add(Query& query);
  void flush();
  // The answer of the only query under way, if it comes within this time: nothing else happens meanwhile.
  std::optional<std::pair<Query, table::Answer>> wait(std::chrono::microseconds limit);

  std::size_t under_way() const { return running_.size(); }
  base::MonoTime head_since() const { return head_since_; }  // how long the first of them has had the server
  // All but the first, which keeps the server busy; what comes for them is dropped.
  std::deque<Query> take_back();
  std::deque<Query> take_all();

  sql::Connection& lend();   // to a worker, until take_home()
  void take_home() {
    away_ = false;
    works_ = connection_->is_open();
  }
  bool works() const { return works_; }  // was open when the loop had it last
  bool away() const { return away_; }
  std::unique_ptr<sql::Connection> give_up() { return std::move(connection_); }  // after lend()

  base::MonoTime idle_since{};

 private:
  void watch(int fd);
  void socket_ready();
  void lost();
  std::optional<std::pair<Query, table::Answer>> next_answer();
  void collect_answers();

  event::Loop& loop_;
  Owner& owner_;
  std::unique_ptr<sql::Connection> connection_;
  sql::Pipeline* pipeline_ = nullptr;           // of the open connection, while the loop has it
  std::deque<std::optional<Query>> running_;    // an empty one: taken back
  base::MonoTime head_since_{};
  std::unique_ptr<event::Readiness> ready_, room_;
  int fd_ = -1;  // what they watch
  bool watching_ = false;
  bool away_ = false;
  bool works_ = false;
};

}  // namespace dovetail::tabled
