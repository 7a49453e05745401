// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "libcommon/base/error.hpp"

namespace dovetail::sql {

// Why a database refused, the same for both engines. Every base::Error of this folder carries one as its `code`;
// the engine's own number and words are in `detail`.
enum class Failure {
  other = 0,        // unknown, hence temporary
  lost = 1,         // the connection broke or the server is going down: reconnect; reads may be repeated at once
  unreachable = 2,  // no connection could be made (also: too many already), or the file could not be opened
  refused = 3,      // the server or file is there and does not let us in: account, database name, permission
  busy = 4,         // locked, deadlock, lock time-out: repeat the transaction later
  constraint = 5,   // UNIQUE, NOT NULL, FOREIGN KEY, CHECK
  full = 6,         // no space left
  readonly = 7,     // the store cannot be written
  query = 8,        // the statement is wrong for this schema: syntax, no such table or column, no right to it
  damaged = 9,      // the file is not a database or is corrupt
  misuse = 10,      // our own bug: parameter out of range, statement used out of order
  timed_out = 11,   // no answer within the time limit: a statement that takes long, or a server that hangs
};

Failure failure_of(const base::Error& error);   // of an error made by this folder
std::string_view to_string(Failure failure);

// An error of kind `permanent` for query, `internal` for misuse, else `temporary`: mail waits for an administrator.
base::Error make_error(Failure failure, std::string detail);

}  // namespace dovetail::sql
