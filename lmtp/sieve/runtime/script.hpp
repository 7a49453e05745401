// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lmtp/sieve/runtime/operation.hpp"

namespace dovetail::lmtp::sieve {

// A compiled script: a flat list of operations, run in order except for jumps. Immutable; one Script is used
// by many deliveries and threads at once, so it is handed out as shared_ptr<const Script>, like a
// configuration snapshot.
class Script {
 public:
  struct Instruction {
    std::unique_ptr<const Operation> operation;
    unsigned line = 0;
  };

  const std::string& name() const { return name_; }  // for diagnostics
  const std::vector<Instruction>& instructions() const { return instructions_; }
  std::size_t target(unsigned label) const { return labels_[label]; }

 private:
  friend class Builder;
  std::string name_;
  std::vector<Instruction> instructions_;
  std::vector<std::size_t> labels_;
};

}  // namespace dovetail::lmtp::sieve
