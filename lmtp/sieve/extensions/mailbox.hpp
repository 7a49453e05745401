// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension mailbox_extension();      // RFC 5490: mailboxexists, fileinto :create
Extension special_use_extension();  // RFC 8579: specialuse_exists, fileinto :specialuse

}  // namespace dovetail::lmtp::sieve
