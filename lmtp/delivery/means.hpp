// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/maildir/disk.hpp"
#include "libcommon/maildir/file_name.hpp"
#include "lmtp/maildir/journal.hpp"
#include "lmtp/maildir/store.hpp"
#include "lmtp/sieve/runtime/settings.hpp"

namespace dovetail::lmtp::scripts {
class ScriptCache;
}

namespace dovetail::lmtp::delivery {

// What all deliveries share. Set up once, unchanged while workers use it (the parts it points to are safe
// from any thread).
struct Means {
  dovetail::maildir::Disk* disk = nullptr;
  dovetail::maildir::UniqueNames* names = nullptr;
  const base::Clock* clock = nullptr;
  const lmtp::maildir::JournalWriter* journal = nullptr;  // null: deliveries are not remembered
};

// Settings of delivery, from the configuration; unchanged for as long as a transaction lives.
struct Policy {
  std::string hostname;
  lmtp::maildir::Sync sync = lmtp::maildir::Sync::file_and_directory;
  bool save_crlf = false;      // mail_save_crlf
  bool autocreate = false;     // lda_mailbox_autocreate
  bool autosubscribe = false;  // lda_mailbox_autosubscribe
  std::map<std::string, bool>
      auto_mailboxes;          // namespace { mailbox X { auto = create|subscribe } }: name -> subscribe
  bool quota_enabled = false;  // mail_plugins holds quota
  scripts::ScriptCache* scripts = nullptr;  // null: no Sieve (mail_plugins does not hold it)
  bool quota_full_tempfail = false;
  std::string original_recipient_header;    // lda_original_recipient_header; empty: none
  std::string redirect_sender = "sender";   // sieve_redirect_envelope_from
  std::string postmaster;                   // postmaster_address, "" where not set
  std::string log_format = "msgid=%m: %$";  // deliver_log_format
  sieve::Settings sieve;
};

}  // namespace dovetail::lmtp::delivery
