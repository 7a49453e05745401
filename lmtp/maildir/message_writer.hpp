// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"
#include "libcommon/maildir/disk.hpp"

namespace dovetail::lmtp::maildir {

struct WrittenSize {
  std::int64_t physical = 0;   // bytes in the file: S=
  std::int64_t with_crlf = 0;  // with every line end as CRLF: W=
};

// Writes the bytes of a message into a file, block by block: CRLF becomes LF (or stays, with `keep_crlf`:
// mail_save_crlf), a CR alone and everything else stays. IMAP servers believe the sizes without looking, so
// they are counted from what is really written.
class MessageWriter {
 public:
  MessageWriter(dovetail::maildir::Disk& disk, const dovetail::maildir::Descriptor& file, bool keep_crlf);

  base::Result<void> write(std::string_view bytes);
  base::Result<WrittenSize> finish();

 private:
  base::Result<void> put(std::string_view bytes);
  base::Result<void> flush();

  dovetail::maildir::Disk& disk_;
  const dovetail::maildir::Descriptor& file_;
  std::string block_;
  WrittenSize size_;
  bool keep_crlf_;
  bool cr_waiting_ = false;   // seen, not written: what follows decides
  bool last_was_cr_ = false;  // of what was written
};

}  // namespace dovetail::lmtp::maildir
