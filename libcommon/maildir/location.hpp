// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"

namespace dovetail::maildir {

enum class Layout { maildirpp, fs };

// Where one user's mail lies: Dovecot's `mail_location`, %-variables already expanded. All paths absolute,
// without a slash at the end.
struct Location {
  std::string root;
  std::string inbox;                            // INBOX=; equal to root where not given
  std::string control;                          // CONTROL=: maildirsize, subscriptions, dovecot-keywords
  std::string subscriptions = "subscriptions";  // file name in `control`
  std::string directory_name;                   // DIRNAME=, a folder below each mailbox (LAYOUT=fs)
  Layout layout = Layout::maildirpp;
  bool utf8 = false;  // folder names on disk are UTF-8, not modified UTF-7
};

// "maildir:<root>[:KEY=value…]"; "~/" is `home`, also a bare relative path is below it. An empty text means
// "maildir:~/Maildir". Errors are permanent and name the way out: other drivers than maildir (a Dovecot sdbox
// or mbox store is not ours to write), LAYOUT=index, relative paths without a home. Keys without effect on
// delivery are ignored.
base::Result<Location> parse_location(std::string_view text, std::string_view home);

}  // namespace dovetail::maildir
