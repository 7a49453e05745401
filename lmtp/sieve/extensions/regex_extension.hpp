// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension regex_extension();  // draft-murchison-sieve-regex: the match type :regex, modifier :quoteregex

}  // namespace dovetail::lmtp::sieve
