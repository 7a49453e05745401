// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension copy_extension();  // RFC 3894: :copy; the commands themselves look for the tag

}  // namespace dovetail::lmtp::sieve
