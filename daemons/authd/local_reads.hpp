// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "libcommon/base/clock.hpp"
#include "libcommon/event/loop.hpp"
#include "libcommon/sql/connection.hpp"
#include "sasl/setup.hpp"

namespace dovetail::authd {

// Lookups in SQLite files on the loop. All of one turn share one look at the file and one read lock: that is most of
// what a lookup costs. Where the lock keeps writers out (no WAL) the answers are those of the present all the same;
// elsewhere each lookup reads for itself. A locked file is never waited for: Failure::busy; nor is a query that
// takes long: Failure::timed_out, after 50 ms. Loop thread only.
class LocalReads final : public event::Loop::TurnHook {
 public:
  using Setup = std::shared_ptr<const sasl::Setup>;

  LocalReads(event::Loop& loop, const base::Clock& clock) : loop_(loop), clock_(clock) {}
  ~LocalReads() override;

  sasl::SqlReply run(const Setup& setup, const sasl::AskSql& question);

 private:
  struct File {
    File(const Setup& owner, sql::Source source, const base::Clock& clock)
        : setup(owner), connection(std::move(source), clock) {}
    std::weak_ptr<const sasl::Setup> setup;
    sql::Connection connection;
    sql::Database* locked = nullptr;  // a read transaction of this turn is open
    bool plain = false;               // in this turn each lookup reads for itself
  };
  using Key = std::pair<std::uint64_t, std::size_t>;  // serial of the setup, number of the database

  File& file(const Setup& setup, std::size_t database);
  void lock(File& file);
  void close_unused();
  void turn_ended() override;

  event::Loop& loop_;
  const base::Clock& clock_;
  std::map<Key, File> files_;
};

}  // namespace dovetail::authd
