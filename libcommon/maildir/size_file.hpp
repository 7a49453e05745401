// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/base/clock.hpp"
#include "libcommon/base/result.hpp"
#include "libcommon/maildir/disk.hpp"
#include "libcommon/maildir/location.hpp"
#include "libcommon/maildir/mailbox_name.hpp"
#include "libcommon/maildir/maildirsize.hpp"
#include "libcommon/maildir/rebuild.hpp"

namespace dovetail::maildir {

// Whether `maildirsize` may be written: lmtpd keeps it, quota-status only looks (a stale file is summed in
// memory).
enum class Access { update, look };

// One user's `maildirsize` in the control directory. Used on a worker, by one delivery at a time; several
// deliveries to one user may hold one each: the format allows concurrent appenders. Crash story: a line is
// appended after the message is in place, so a crash between the two leaves the count too low by one message
// until the next recalculation; a recalculation writes a temporary file and renames it.
class SizeFile {
 public:
  SizeFile(Disk& disk, const Location& location, const Namespace& space, Access access);

  // The usage, with `limits` (those configured, 0 unlimited) for the header. Sums the tree anew where the
  // file is missing, damaged, full, made for other limits, or says that the limit is reached and this is not
  // beyond doubt. `now` decides whether the file is older than 15 minutes. An unreadable tree is a temporary
  // error.
  base::Result<Amount> usage(const Amount& limits, IsIgnored& is_ignored, base::WallTime now);

  // The limits written in the file, for rules that leave them to the file (`?:`); nothing where there is
  // none.
  std::optional<Amount> limits_in_file();

  // One line for what changed; without a file nothing happens (the next reader builds it).
  base::Result<void> append(const Amount& change);

 private:
  struct Found {
    Maildirsize state;
    std::int64_t modified = 0;  // unix seconds
  };
  std::optional<Found> read();
  base::Result<Amount> rebuild(const Amount& limits, IsIgnored& is_ignored, base::WallTime now);
  base::Result<void> write(const Amount& limits, const Sum& sum, IsIgnored& is_ignored, base::WallTime now);

  Disk& disk_;
  const Location& location_;
  const Namespace& space_;
  Access access_;
};

}  // namespace dovetail::maildir
