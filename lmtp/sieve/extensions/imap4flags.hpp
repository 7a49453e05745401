// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension imap4flags_extension();  // RFC 5232: setflag addflag removeflag hasflag, :flags

}  // namespace dovetail::lmtp::sieve
