// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "sasl/request/fields.hpp"

namespace dovetail::sasl {

// Replaces names in `uid` and `gid` by their numbers, as replies carry them. Names are asked of the system
// once and remembered. What is wrong, if something is: an unknown name must not look like an unknown user.
// Loop thread only.
std::optional<std::string> make_ids_numeric(Fields& fields);

}  // namespace dovetail::sasl
