// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/script.hpp"

namespace dovetail::lmtp::sieve {

struct Compiled {
  std::shared_ptr<const Script> script;  // nullptr if there were errors
  Diagnostics diagnostics;               // errors and warnings
};

// Text to Script. `name` (without ".sieve") stands before each diagnostic; "" leaves it out. Never throws for
// what a script may hold; limits: language/limits.hpp. Pure: safe from any thread.
Compiled compile(std::string_view source, const std::string& name, const Registry& registry,
                 const CompileOptions& options);

}  // namespace dovetail::lmtp::sieve
