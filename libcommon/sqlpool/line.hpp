// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/event/readiness.hpp"
#include "libcommon/sql/connection.hpp"
#include "libcommon/sqlpool/query.hpp"

namespace dovetail::sqlpool {

// A query on its way through a pool.
struct Errand {
  std::shared_ptr<Query> query;
  bool for_worker = false;  // was tried beside the loop: errors are judged, and repeated, by a worker
  bool alone = false;       // was tried together with others, and the statement failed
};
using Errands = std::vector<Errand>;

// One connection of a pool and the queries under way on it. Either the loop has it, or (away) a worker has its
// connection. Loop thread only; its owner keeps it until the end of the turn in which it was told something.
class Line {
 public:
  class Owner {
   public:
    virtual void line_answered(Errand errand) = 0;      // read
    virtual void line_to_repeat(Errand errand) = 0;     // read, and to be asked again; the last one first
    virtual void line_rests(Line& line) = 0;  // after answers: it may take more, or is free
    // Lost, with all that was under way, in order.
    virtual void line_lost(Line& line, std::deque<Errand> unanswered) = 0;

   protected:
    ~Owner() = default;
  };

  Line(event::Loop& loop, Owner& owner, std::unique_ptr<sql::Connection> connection)
      : loop_(loop), owner_(owner), connection_(std::move(connection)) {}

  // Puts the query behind those under way, to be flushed; false: it is a worker's.
  bool add(Errand& errand);
  // The same with several of a family, as one statement; false: not prepared here.
  bool add_together(Errands& errands);
  // True once in a while: it is worth a worker's time to prepare the statement of this family.
  bool may_prepare(const void* family);
  void flush();
  // The only query under way, read, if its answer comes within this time: nothing else happens meanwhile.
  struct Answered {
    Errands errands;     // none: they were taken back
    bool final = true;   // as Query::read() said
  };
  std::optional<Answered> wait(std::chrono::microseconds limit);

  std::size_t under_way() const { return running_.size(); }  // statements
  base::MonoTime head_since() const { return head_since_; }  // how long the first of them has had the server
  // All but the first, which keeps the server busy; what comes for them is dropped.
  std::deque<Errand> take_back();
  std::deque<Errand> take_all();

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
  std::optional<Answered> next_answer();
  void put_under_way(Errands errands);
  void collect_answers();

  event::Loop& loop_;
  Owner& owner_;
  std::unique_ptr<sql::Connection> connection_;
  sql::Pipeline* pipeline_ = nullptr;           // of the open connection, while the loop has it
  std::deque<Errands> running_;                 // an empty one: taken back
  std::vector<std::pair<const void*, base::MonoTime>> prepared_;  // families, and when they may be prepared again
  base::MonoTime head_since_{};
  std::unique_ptr<event::Readiness> ready_, room_;
  int fd_ = -1;  // what they watch
  bool watching_ = false;
  bool away_ = false;
  bool works_ = false;
};

}  // namespace dovetail::sqlpool
