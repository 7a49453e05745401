// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

namespace dovetail::lmtp::sieve {

// Where the compiler finds the scripts that a script includes (RFC 6609). Called while compiling, on that
// thread.
class ScriptSource {
 public:
  enum class Place { personal, global };

  virtual ~ScriptSource() = default;
  // The text of the script of that name (checked, without ".sieve"); nothing where there is none.
  virtual std::optional<std::string> read(Place place, const std::string& name) = 0;
};

}  // namespace dovetail::lmtp::sieve
