// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/maildir/disk.hpp"

namespace dovetail::lmtp::maildir {

// The keywords of one mailbox: index 0 is the letter a. Dovecot's file: "<index> <name>\n".
using Keywords = std::vector<std::string>;
Keywords parse_keywords(std::string_view content);
std::string format_keywords(const Keywords& keywords);

// The letters of a file name for IMAP flags and keywords ("\\Seen", "$label1", "Custom"): system flags D F R
// S T; keywords get a letter by dovecot-keywords, which is extended under Dovecot's lock where one is new. A
// keyword for which there is no letter left, or no lock within two seconds, is dropped: mail is never lost
// for a label.
std::string flag_letters(dovetail::maildir::Disk& disk, const dovetail::maildir::Descriptor& control,
                         const std::vector<std::string>& flags);

}  // namespace dovetail::lmtp::maildir
