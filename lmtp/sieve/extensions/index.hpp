// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension index_extension();  // RFC 5260 §6: :index and :last; HeaderSelection evaluates them

}  // namespace dovetail::lmtp::sieve
