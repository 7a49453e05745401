// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>

#include "libcommon/base/error.hpp"
#include "libcommon/base/result.hpp"
#include "libcommon/sql/connection.hpp"
#include "libcommon/sql/pipeline.hpp"
#include "libcommon/sql/statement.hpp"

namespace dovetail::sqlpool {

class Query;
using Queries = std::span<const std::shared_ptr<Query>>;

// One question to a server, written by whoever asks it; a Pool carries it out. It may be begun more than once
// before it is answered (on the loop, then on a worker), so it must be one that may run twice, and it keeps
// its own answer from read(), run() or fail() until landed(). Never used by two threads at one time.
class Query {
 public:
  virtual ~Query() = default;

  // Loop: false where nobody waits for the answer any more; it is dropped if it has not begun.
  virtual bool wanted() const { return true; }
  // Loop: puts the question behind others; false where a worker has to ask it (not prepared before, or no
  // statement with parameters at all).
  virtual bool send(sql::Pipeline& pipeline) = 0;
  // Loop: takes the answer, or the failure, off a statement that has run. False: a worker may do better
  // (a lost connection is opened again, another host tried).
  virtual bool read(sql::Statement& statement) = 0;
  // Worker: all of it, as Connection::run does it. Blocks. The failure as the query keeps it.
  virtual base::Result<void> run(sql::Connection& connection) = 0;
  // Loop: it could not be asked at all.
  virtual void fail(base::Error error) = 0;
  // Loop, last call: the answer is there. May send the next query.
  virtual void landed() = 0;

  // Queries of one family may go as one statement, where many wait. Nothing: this one goes alone. The calls below are
  // for the first of several.
  virtual const void* family() const { return nullptr; }
  // Loop: as send(); false also where the statement was not prepared on this connection.
  virtual bool send_together(sql::Pipeline& /*pipeline*/, Queries /*all*/) { return false; }
  // Loop: takes the answers of all; false: it failed, each has to be asked alone.
  virtual bool read_together(sql::Statement& /*statement*/, Queries /*all*/) { return false; }
  // Worker: prepares that statement. Where that cannot be done, there is no family any more.
  virtual void prepare_together(sql::Database& /*database*/) {}
};

}  // namespace dovetail::sqlpool
