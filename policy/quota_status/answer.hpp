// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "libcommon/base/clock.hpp"
#include "libcommon/maildir/disk.hpp"
#include "libcommon/maildir/mail_user.hpp"
#include "libcommon/quota/settings.hpp"

namespace dovetail::policy::quota_status {

inline constexpr const char* kUndecided = "DUNNO";
inline constexpr const char* kLookupFailed = "DEFER_IF_PERMIT Temporary internal error";
inline constexpr const char* kCalculationFailed = "DEFER_IF_PERMIT Internal quota calculation error";

// The configured actions (plugin settings quota_status_*), those of one user where the user database returns some.
struct Actions {
  std::string success = "OK";
  std::string nouser = "REJECT Unknown user";
  std::string overquota;   // empty: 554 5.2.2 and the reason; 452 4.2.2 with quota_full_tempfail
  std::string toolarge;    // empty: as overquota
};
Actions actions_of(const maildir::PluginSettings& plugin);

struct Answer {
  std::string action;
  std::string problem;     // not empty: for the log
};

// May a mail of that size come into the user's INBOX? Reads the mailbox, writes nothing: a missing or stale maildirsize
// is summed. Worker only, with the user's file-system ids.
Answer answer(maildir::Disk& disk, const maildir::MailUser& user, std::int64_t size, bool tempfail_when_full,
              base::WallTime now);

}  // namespace dovetail::policy::quota_status
