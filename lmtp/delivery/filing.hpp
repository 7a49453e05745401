// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/maildir/mail_user.hpp"
#include "libcommon/quota/account.hpp"
#include "lmtp/delivery/means.hpp"
#include "lmtp/maildir/journal.hpp"
#include "lmtp/maildir/store.hpp"
#include "lmtp/outcome.hpp"

namespace dovetail::lmtp::delivery {

class SpooledMessage;

// Why a message did not get into a mailbox.
struct FilingFailure {
  Verdict verdict = Verdict::mailbox_failure;
  std::string text;      // for the sender; may be empty
  std::string reason;    // for the log
  bool opening = false;  // the mailbox could not be opened (else: not written)
  bool missing = false;  // there is no such mailbox, and can be none
  // Another time it may go well: the sender should keep the mail.
  bool temporary() const {
    return !missing && (verdict == Verdict::no_storage || verdict == Verdict::mailbox_failure);
  }
};

// What is stored: header fields of ours, the message's own (edited by a script, or as received), body.
struct Pieces {
  std::vector<std::string_view> parts;
  std::vector<std::string> flags;           // IMAP flags and keywords
  bool as_received = true;                  // false: a script changed it; such a copy is nobody else's
  const SpooledMessage* spooled = nullptr;  // holds the body, if its memory is to be given back on the way
};

// One user's mailboxes during one delivery: finds or makes the folder, asks the quota, stores, keeps
// maildirsize and the journal. Worker only, under the user's file-system ids.
class Filing {
 public:
  struct Occasion {
    std::string key;                                       // delivery key; empty: not remembered
    std::vector<lmtp::maildir::Journal::Attempt> earlier;  // what a former try may have stored
    lmtp::maildir::LinkSource* link = nullptr;  // shared between the recipients of a message; may be null
    base::WallTime now;
  };
  struct Filed {
    std::string mailbox;  // as Dovecot names it
    lmtp::maildir::Stored stored;
    bool already_there = false;  // a former try had stored it
  };

  Filing(const Means& means, const Policy& policy, const dovetail::maildir::MailUser& user,
         const quota::Settings& quota, Occasion occasion);

  // `create`: fileinto :create. Names that cannot exist are a failure of kind mailbox_failure.
  base::Result<Filed, FilingFailure> file(const std::string& mailbox, const Pieces& pieces, bool create);
  // Whether a script may file into it now (or it would be made).
  bool exists(const std::string& mailbox);

  // What was meant to be stored, for the journal's memory.
  const std::vector<lmtp::maildir::Journal::Attempt>& attempts() const { return attempts_; }

 private:
  base::Result<void, FilingFailure> ask_quota(const dovetail::maildir::Mailbox& mailbox,
                                              const Pieces& pieces);
  base::Result<lmtp::maildir::Folder> open(const dovetail::maildir::Mailbox& mailbox, bool create);
  bool may_create(const std::string& name, bool& subscribe) const;
  base::Result<const lmtp::maildir::Journal::Attempt*> former(lmtp::maildir::Store& store,
                                                              const lmtp::maildir::Folder& folder,
                                                              const std::string& mailbox);
  base::Result<void> note(lmtp::maildir::JournalRecord::Kind kind, const std::string& mailbox,
                          const std::string& unique);
  base::Result<Filed, FilingFailure> store(const dovetail::maildir::Mailbox& mailbox,
                                           const lmtp::maildir::Folder& folder, const Pieces& pieces);

  const Means& means_;
  const Policy& policy_;
  const dovetail::maildir::MailUser& user_;
  const quota::Settings& quota_;
  Occasion occasion_;
  std::vector<lmtp::maildir::Journal::Attempt> attempts_;
};

// The failure that a system error means: quota of the file system, no room, or anything else.
FilingFailure failure_of(const base::Error& error, const quota::Settings& quota, bool tempfail_when_full);

}  // namespace dovetail::lmtp::delivery
