// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"

namespace dovetail::lmtp::sieve {

// A POSIX extended regular expression (with what regcomp(3) of GNU libc adds) as a pattern for PCRE2 with
// "dot matches all". The error is regcomp's phrase: "unmatched ( or \(".
base::Result<std::string, std::string> pcre_from_ere(std::string_view ere);

}  // namespace dovetail::lmtp::sieve
