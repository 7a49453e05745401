// SPDX-License-Identifier: MIT
#include "lmtp/delivery/filing.hpp"

#include <algorithm>
#include <cerrno>

#include "libcommon/base/text.hpp"
#include "lmtp/delivery/spool.hpp"
#include "lmtp/maildir/folder.hpp"
#include "lmtp/maildir/keywords.hpp"
#include "lmtp/maildir/limits.hpp"
#include "lmtp/maildir/subscriptions.hpp"

namespace dovetail::lmtp::delivery {

using base::Result;
using base::Unexpected;
using dovetail::maildir::Mailbox;
using lmtp::maildir::Folder;
using lmtp::maildir::Journal;
using lmtp::maildir::JournalRecord;
using lmtp::maildir::open_folder;
using lmtp::maildir::Store;

namespace {

FilingFailure full(const quota::Settings& quota, bool tempfail) {
  return {tempfail ? Verdict::over_quota_for_now : Verdict::over_quota, quota.exceeded_message,
          quota.exceeded_message, false, false};
}

FilingFailure no_such_mailbox(std::string reason) {
  return {Verdict::mailbox_failure, {}, std::move(reason), true, true};
}

void release(const Pieces& pieces, std::string_view part) {
  if (pieces.spooled != nullptr) {
    pieces.spooled->release(part);
  }
}

// The size as it will be stored: CRLF becomes LF.
quota::MailSize size_of(const Pieces& pieces, bool keep_crlf) {
  quota::MailSize size;
  for (const std::string_view part : pieces.parts) {
    std::int64_t line_feeds = 0, pairs = 0;
    for (std::size_t from = 0; from < part.size(); from += lmtp::maildir::kPieceInMemory) {
      const std::string_view window = part.substr(from, lmtp::maildir::kPieceInMemory);
      for (std::size_t at = window.find('\n'); at != std::string_view::npos; at = window.find('\n', at + 1)) {
        ++line_feeds;
        pairs += from + at > 0 && part[from + at - 1] == '\r' ? 1 : 0;
      }
      release(pieces, window);
    }
    size.physical += static_cast<std::int64_t>(part.size()) - (keep_crlf ? 0 : pairs);
    size.with_crlf += static_cast<std::int64_t>(part.size()) + line_feeds - pairs;
  }
  return size;
}

}  // namespace

FilingFailure failure_of(const base::Error& error, const quota::Settings& quota, bool tempfail_when_full) {
  if (error.code == EDQUOT) {
    return full(quota, tempfail_when_full);
  }
  if (error.code == ENOSPC || error.code == EROFS || error.code == EIO) {
    const char* hint = error.code == EROFS ? " (in a sandboxed unit: ReadWritePaths=)" : "";
    return {Verdict::no_storage, {}, error.detail + hint, false, false};
  }
  return {Verdict::mailbox_failure, {}, error.detail, false, false};
}

Filing::Filing(const Means& means, const Policy& policy, const dovetail::maildir::MailUser& user,
               const quota::Settings& quota, Occasion occasion)
    : means_(means), policy_(policy), user_(user), quota_(quota), occasion_(std::move(occasion)) {}

bool Filing::may_create(const std::string& name, bool& subscribe) const {
  const auto configured = policy_.auto_mailboxes.find(name);
  if (configured != policy_.auto_mailboxes.end()) {
    subscribe = configured->second;
    return true;
  }
  subscribe = policy_.autosubscribe;
  return policy_.autocreate;
}

bool Filing::exists(const std::string& name) {
  const auto mailbox = dovetail::maildir::find_mailbox(user_.location, user_.space, name);
  bool subscribe = false;
  return mailbox && (mailbox->inbox || may_create(mailbox->name, subscribe) ||
                     open_folder(*means_.disk, *mailbox, false).has_value());
}

Result<Folder> Filing::open(const Mailbox& mailbox, bool create) {
  auto folder = open_folder(*means_.disk, mailbox, false);
  bool subscribe = false;
  const bool may = may_create(mailbox.name, subscribe);
  if (folder || folder.error().code != ENOENT || !(create || may)) {
    return folder;
  }
  folder = open_folder(*means_.disk, mailbox, true);
  if (folder && subscribe) {
    static_cast<void>(lmtp::maildir::subscribe(*means_.disk, user_.location, mailbox));
  }
  return folder;
}

Result<void, FilingFailure> Filing::ask_quota(const Mailbox& mailbox, const Pieces& pieces) {
  if (!policy_.quota_enabled) {
    return {};
  }
  quota::Account account(*means_.disk, user_.location, user_.space, quota_,
                         dovetail::maildir::Access::update);
  const auto answer = account.check(mailbox.name, size_of(pieces, policy_.save_crlf), occasion_.now);
  if (!answer) {
    return Unexpected(failure_of(answer.error(), quota_, policy_.quota_full_tempfail));
  }
  if (*answer == quota::Answer::fits) {
    return {};
  }
  if (*answer == quota::Answer::mail_too_large) {
    const std::string text(quota::kMailTooLarge);
    return Unexpected(FilingFailure{Verdict::too_large, text, text, false, false});
  }
  return Unexpected(full(quota_, policy_.quota_full_tempfail));
}

Result<Filing::Filed, FilingFailure> Filing::file(const std::string& name, const Pieces& pieces,
                                                  bool create) {
  const auto mailbox = dovetail::maildir::find_mailbox(user_.location, user_.space, name);
  if (!mailbox) {
    return Unexpected(no_such_mailbox(mailbox.error().detail));
  }
  auto folder = open(*mailbox, create);
  if (!folder) {
    if (folder.error().code == ENOENT && !mailbox->inbox) {
      return Unexpected(no_such_mailbox("Mailbox doesn't exist: " + base::printable(mailbox->name, 300)));
    }
    FilingFailure failure = failure_of(folder.error(), quota_, policy_.quota_full_tempfail);
    failure.opening = true;
    return Unexpected(std::move(failure));
  }
  return store(*mailbox, *folder, pieces);
}

// A look that fails is an error: neither a second copy nor a lost mail may come of it.
Result<const Journal::Attempt*> Filing::former(Store& store, const Folder& folder,
                                               const std::string& mailbox) {
  for (const Journal::Attempt& attempt : occasion_.earlier) {
    if (attempt.mailbox != mailbox) {
      continue;
    }
    const auto there = attempt.confirmed ? Result<bool>(true) : store.holds(folder, attempt.unique);
    if (!there) {
      return Unexpected(there.error());
    }
    if (*there) {
      return &attempt;
    }
  }
  return nullptr;
}

Result<void> Filing::note(JournalRecord::Kind kind, const std::string& mailbox, const std::string& unique) {
  if (means_.journal == nullptr || occasion_.key.empty()) {
    return {};
  }
  return means_.journal->append({kind, base::unix_seconds(occasion_.now), occasion_.key, unique, mailbox});
}

Result<Filing::Filed, FilingFailure> Filing::store(const Mailbox& mailbox, const Folder& folder,
                                                   const Pieces& pieces) {
  Store store(*means_.disk, *means_.names, policy_.sync, policy_.save_crlf);
  const auto attempt = former(store, folder, mailbox.name);
  if (!attempt) {
    return Unexpected(failure_of(attempt.error(), quota_, policy_.quota_full_tempfail));
  }
  if (*attempt != nullptr) {
    return Filed{mailbox.name, {(*attempt)->unique, {}, {}}, true};
  }
  if (auto room = ask_quota(mailbox, pieces); !room) {
    return Unexpected(std::move(room).error());
  }
  std::string letters;
  if (!pieces.flags.empty()) {
    auto control = lmtp::maildir::open_control(*means_.disk, user_.location, mailbox);
    letters = control ? lmtp::maildir::flag_letters(*means_.disk, *control, pieces.flags) : std::string();
  }
  Store::BeforeRename intent = [&](const std::string& unique) {
    attempts_.push_back({mailbox.name, unique, false});
    return note(JournalRecord::Kind::intent, mailbox.name, unique);
  };
  const bool shareable = pieces.as_received && attempts_.empty();
  Store::Written written = [&](std::string_view part) { release(pieces, part); };
  auto stored = store.deliver(folder, pieces.parts, letters, occasion_.now, intent,
                              shareable ? occasion_.link : nullptr, &written);
  if (!stored) {
    return Unexpected(failure_of(stored.error(), quota_, policy_.quota_full_tempfail));
  }
  attempts_.back().confirmed = true;
  static_cast<void>(note(JournalRecord::Kind::stored, mailbox.name, stored->unique));
  if (policy_.quota_enabled) {
    quota::Account account(*means_.disk, user_.location, user_.space, quota_,
                           dovetail::maildir::Access::update);
    static_cast<void>(account.stored(mailbox.name, {stored->size.physical, stored->size.with_crlf}));
  }
  return Filed{mailbox.name, *std::move(stored), false};
}

}  // namespace dovetail::lmtp::delivery
