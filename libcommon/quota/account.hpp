// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/result.hpp"
#include "libcommon/maildir/disk.hpp"
#include "libcommon/maildir/location.hpp"
#include "libcommon/maildir/mailbox_name.hpp"
#include "libcommon/maildir/size_file.hpp"
#include "libcommon/quota/settings.hpp"

namespace dovetail::quota {

// A message as the drivers count it.
struct MailSize {
  std::int64_t physical = 0;   // bytes on disk
  std::int64_t with_crlf = 0;  // bytes with CRLF line ends
};

enum class Answer {
  fits,
  mail_too_large,     // above quota_max_mail_size, whatever the mailbox holds
  larger_than_limit,  // more than a whole empty account may hold
  over_quota,         // there is no room, in bytes or messages
};

// One user's quota: what is used, and whether a mail may come in. Used on a worker, with the user's
// file-system ids; the references must outlive it. Errors are temporary: the usage cannot be read.
class Account {
 public:
  Account(maildir::Disk& disk, const maildir::Location& location, const maildir::Namespace& space,
          const Settings& settings, maildir::Access access)
      : disk_(disk), location_(location), space_(space), settings_(settings), access_(access) {}

  // May `mail` go into `mailbox`? The tightest root decides. While used is below the limit the last mail may
  // exceed it by the grace; at the limit nothing more goes in.
  base::Result<Answer> check(const std::string& mailbox, const MailSize& mail, base::WallTime now);

  // Is a limit reached already (size of the mail not known)?
  base::Result<bool> is_full(const std::string& mailbox, base::WallTime now);

  // Notes mail that was stored. A failure costs no mail: the count is wrong until the next recalculation.
  base::Result<void> stored(const std::string& mailbox, const MailSize& mail);

 private:
  struct State {
    maildir::Amount limits;
    maildir::Amount used;
  };
  base::Result<State> state_of(const Root& root, const std::string& mailbox, base::WallTime now);
  base::Result<maildir::Amount> usage(const Root& root, const maildir::Amount& defaults, base::WallTime now);
  bool concerns(const Root& root, const std::string& mailbox) const;

  maildir::Disk& disk_;
  const maildir::Location& location_;
  const maildir::Namespace& space_;
  const Settings& settings_;
  maildir::Access access_;
};

}  // namespace dovetail::quota
