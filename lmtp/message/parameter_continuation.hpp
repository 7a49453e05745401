// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "lmtp/message/structured_field.hpp"

namespace dovetail::lmtp::message {

struct RawParameter {
  std::string name;   // lower case, with RFC 2231's *0* marks
  std::string value;  // without quoting
};

// RFC 2231: name*, name*0, name*0*, … become one parameter, percent-decoded and converted to UTF-8. Pieces
// may come in any order; after a missing number the rest is dropped. A plain `name` beside `name*` loses
// against it.
Parameters join_continuations(const std::vector<RawParameter>& raw);

}  // namespace dovetail::lmtp::message
