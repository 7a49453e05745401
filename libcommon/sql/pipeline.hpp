// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "libcommon/base/result.hpp"
#include "libcommon/sql/statement.hpp"

namespace dovetail::sql {

// Executions of prepared statements that follow each other on one connection without waiting for each other's
// answers, beside an event loop: no call waits. While any is under way the connection is used for nothing else. A
// failure of flush() or receive() is the connection's: it is lost, with all that was under way. On the thread of its
// Database.
class Pipeline {
 public:
  virtual ~Pipeline() = default;

  // Puts an execution behind those under way; `values` are the texts of its parameters, one without data() is NULL.
  // False where it does not go this way (not prepared before, or columns of a kind that needs conversion):
  // Database::prepare() then.
  virtual bool add(std::string_view query, std::span<const std::string_view> values) = 0;

  virtual bool takes(std::string_view query) const = 0;  // add() would, at this moment

  virtual int fd() const = 0;
  virtual base::Result<bool> flush() = 0;     // sends; false: the rest when the socket has room again
  virtual base::Result<void> receive() = 0;   // takes what the server has sent by now

  // The oldest answer, once all of it is there; step() gives its rows or its failure. It must end before the next
  // call of anything here.
  virtual std::optional<Statement> next() = 0;
  virtual std::size_t under_way() const = 0;  // added, and not given by next()
};

}  // namespace dovetail::sql
