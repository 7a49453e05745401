// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace dovetail::lmtp {

// What becomes of one recipient, at RCPT and after the message. Each value is one reply (protocol/reply.hpp).
enum class Verdict {
  accepted,      // RCPT: may have the message; after data: stored, discarded, redirected or rejected by mail
  unknown_user,  // RCPT only
  over_quota,    // 552, or 452 where the configuration wants mail to wait
  over_quota_for_now,
  too_many_deliveries,  // RCPT only: lmtp_user_concurrency_limit
  no_storage,           // disk full or read-only: never permanent
  too_large,            // quota_max_mail_size
  mailbox_failure,      // the mailbox cannot be opened or written
  internal_failure,     // anything else that is not the sender's fault
  refused,              // Sieve reject as a reply; `text` is the reason
};

struct Outcome {
  Verdict verdict = Verdict::accepted;
  std::string
      text;  // unknown_user: the name looked up; over_quota…, mailbox_failure, refused: words for the sender
  bool operator==(const Outcome&) const = default;
};

}  // namespace dovetail::lmtp
