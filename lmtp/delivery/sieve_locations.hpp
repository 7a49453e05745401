// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/maildir/mail_user.hpp"
#include "lmtp/scripts/script_sequence.hpp"

namespace dovetail::lmtp::delivery {

// Where this user's scripts are, by the plugin settings sieve, sieve_dir, sieve_default, sieve_before…,
// sieve_after…, sieve_discard, sieve_global, sieve_user_log, sieve_enabled.
scripts::Locations sieve_locations(const dovetail::maildir::MailUser& user);

}  // namespace dovetail::lmtp::delivery
