// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/base/error.hpp"
#include "libcommon/base/result.hpp"
#include "libcommon/sql/connection.hpp"
#include "libcommon/sql/statement.hpp"

namespace dovetail::sqlpool {

// One question to a server, written by whoever asks it; a Pool carries it out. It may be begun more than once
// before it is answered (on the loop, then on a worker), so it must be one that may run twice, and it keeps
// its own answer from read(), run() or fail() until landed(). Never used by two threads at one time.
class Query {
 public:
  virtual ~Query() = default;

  // Loop: false where nobody waits for the answer any more; it is dropped if it has not begun.
  virtual bool wanted() const { return true; }
  // Loop: the statement, bound, if Database::ready_to_start() its text; an error where a worker has to run it.
  virtual base::Result<sql::Statement> begin(sql::Database& database) = 0;
  // Loop: takes the answer, or the failure, off a statement that has run. False: a worker may do better
  // (a lost connection is opened again, another host tried).
  virtual bool read(sql::Statement& statement) = 0;
  // Worker: all of it, as Connection::run does it. Blocks.
  virtual void run(sql::Connection& connection) = 0;
  // Loop: it could not be asked at all.
  virtual void fail(base::Error error) = 0;
  // Loop, last call: the answer is there. May send the next query.
  virtual void landed() = 0;
};

}  // namespace dovetail::sqlpool
