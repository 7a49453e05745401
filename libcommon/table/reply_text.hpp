// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libcommon/base/error.hpp"

namespace dovetail::table {

// The words for the peer's log: Error::text, or a general sentence where there is none; printable, short.
std::string reply_text(const base::Error& error);

}  // namespace dovetail::table
