// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <optional>
#include <string>

#include "libcommon/base/result.hpp"

namespace dovetail::table {

// What a table says to one key: the text found (never empty), nothing where the table has no such key, or why
// it cannot say. A failing back end is always an Error: "nothing" would make Postfix refuse mail for good.
// Error::kind permanent = will not heal by itself (PERM), else TEMP; code kTimedOut = TIMEOUT.
using Answer = base::Result<std::optional<std::string>>;

inline constexpr int kTimedOut = ETIMEDOUT;

inline Answer not_found() {
  return std::optional<std::string>();
}
inline Answer found(std::string text) {
  return std::optional<std::string>(std::move(text));
}

}  // namespace dovetail::table
