// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/result.hpp"
#include "libcommon/base/unique_function.hpp"
#include "libcommon/maildir/disk.hpp"
#include "libcommon/maildir/file_name.hpp"
#include "lmtp/maildir/folder.hpp"
#include "lmtp/maildir/message_writer.hpp"

namespace dovetail::lmtp::maildir {

enum class Sync {
  file_and_directory,  // mail_fsync = optimized, always: a 250 means that the mail survives a power cut
  file,                // Postfix virtual(8)'s way: the directory entry may be lost with the power
  never,
};

// A file written for an earlier recipient of the same message, byte for byte what the next one gets.
struct LinkSource {
  dovetail::maildir::Descriptor file;
  std::string unique;
  WrittenSize size;
  bool sealed = false;  // several workers read it now: nobody fills it in any more
  bool usable() const { return file.open(); }
};

struct Stored {
  std::string unique;     // the name's unique part
  std::string file_name;  // in new/ or cur/
  WrittenSize size;
};

// Puts messages into a mailbox. Worker only, with the user's file-system ids.
//
// The steps, and what a crash (or a lost disk) leaves behind each of them:
//   1. create tmp/<unique>, write, fsync   a file in tmp/: nobody sees it, Dovecot removes it after 36 hours
//   2. before_rename(<unique>)             the journal names a file that is not there: a retry delivers again
//   3. rename to new/ (cur/ with flags)    the mail is there, the journal knows: the retry stores nothing
//   4. fsync of new/ or cur/               the name survives a power cut as well; only now comes the 250
// An error at any step removes the tmp file. After an error at step 4 the message stays (it may be on disk or
// not, and somebody may have read it): the journal lets the retry find it.
class Store {
 public:
  Store(dovetail::maildir::Disk& disk, dovetail::maildir::UniqueNames& names, Sync sync, bool keep_crlf)
      : disk_(disk), names_(names), sync_(sync), keep_crlf_(keep_crlf) {}

  // Called with the unique name when the file is complete and about to become visible.
  using BeforeRename = base::UniqueFunction<base::Result<void>(const std::string& unique)>;
  // Called with each part of the pieces that is in the file: it will not be read again.
  using Written = base::UniqueFunction<void(std::string_view part)>;

  // Stores `pieces` one behind the other. Letters of `flags` put the file into cur/. Where `link` is usable
  // the file is linked instead of written (another file system, or no right to: written all the same); where
  // it is not, and not null, it is filled in for the next recipient.
  base::Result<Stored> deliver(const Folder& folder, const std::vector<std::string_view>& pieces,
                               std::string_view flags, base::WallTime now, BeforeRename& before_rename,
                               LinkSource* link = nullptr, Written* written = nullptr);

  // Whether a file of that unique name is in new/ or cur/, whatever its flags are by now.
  base::Result<bool> holds(const Folder& folder, std::string_view unique);

 private:
  struct Draft {
    std::string unique;
    WrittenSize size;
  };
  base::Result<Draft> write(const Folder& folder, const std::vector<std::string_view>& pieces,
                            base::WallTime now, LinkSource* link, Written* written);
  base::Result<WrittenSize> fill(const dovetail::maildir::Descriptor& file,
                                 const std::vector<std::string_view>& pieces, Written* written);
  bool linked(const Folder& folder, const LinkSource& link, const std::string& unique);
  base::Result<Stored> publish(const Folder& folder, const Draft& draft, std::string_view flags,
                               BeforeRename& before_rename);

  dovetail::maildir::Disk& disk_;
  dovetail::maildir::UniqueNames& names_;
  Sync sync_;
  bool keep_crlf_;
};

}  // namespace dovetail::lmtp::maildir
