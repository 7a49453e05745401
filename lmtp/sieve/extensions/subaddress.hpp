// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension subaddress_extension();  // RFC 5233: :user and :detail

}  // namespace dovetail::lmtp::sieve
