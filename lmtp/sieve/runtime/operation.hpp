// SPDX-License-Identifier: MIT
#pragma once

namespace dovetail::lmtp::sieve {

class Machine;

// What follows an operation.
enum class Flow {
  next,   // the operation after it, or where machine.jump() pointed
  wait,   // machine.ask() was called: run this operation again once the answer is there
  leave,  // end of this script (return): the including one goes on
  stop,   // end of the run
  fail,   // machine.fail() was called
};

// One step of a compiled script: a command, a test (which sets the machine's result) or a jump. Immutable,
// shared between threads; all that changes lives in the Machine.
class Operation {
 public:
  virtual ~Operation() = default;
  virtual Flow run(Machine& machine) const = 0;
};

}  // namespace dovetail::lmtp::sieve
