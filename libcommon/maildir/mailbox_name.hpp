// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/maildir/location.hpp"

namespace dovetail::maildir {

// How mailbox names are written in this installation: Dovecot's namespace that holds INBOX.
struct Namespace {
  std::string prefix;    // "INBOX." or empty
  char separator = '.';  // between the levels of a name
};

// A mailbox and where its folder lies.
struct Mailbox {
  std::string name;  // as Dovecot would write it: UTF-8, the namespace's separator, prefix included
  std::string base;  // absolute; opened following links
  std::vector<std::string> below;  // the way from `base`, one component each, never through a link
  std::string encoded;             // levels in the on-disk encoding joined by TAB: a line of `subscriptions`
  bool inbox = false;
};

// The mailbox of a name in UTF-8. "INBOX" in any case is the inbox. The error is permanent: empty, "." and
// ".." levels, '/' or NUL in a level, '.' in a level of Maildir++, '~' in front, control characters, not
// UTF-8, or too long for the disk (lmtp: such mail goes to INBOX).
base::Result<Mailbox> find_mailbox(const Location& location, const Namespace& space, std::string_view name);

Mailbox inbox(const Location& location);

// The name of a folder found on disk in Maildir++ ("Entw&APw-rfe.Alt", without the leading dot). Names that
// are no modified UTF-7 are shown as they are.
std::string name_on_disk_to_utf8(const Location& location, const Namespace& space, std::string_view folder);

}  // namespace dovetail::maildir
