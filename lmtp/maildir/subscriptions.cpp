// SPDX-License-Identifier: MIT
#include "lmtp/maildir/subscriptions.hpp"

#include <cerrno>

#include "libcommon/base/text.hpp"
#include "lmtp/maildir/folder.hpp"
#include "lmtp/maildir/limits.hpp"
#include "lmtp/maildir/lock_file.hpp"

namespace dovetail::lmtp::maildir {

using base::Result;
using base::Unexpected;

std::optional<std::string> with_subscription(std::string_view content, std::string_view encoded_levels,
                                             char separator) {
  const bool second_version = content.empty() || content.starts_with("V\t2\n");
  std::string line(encoded_levels);
  if (!second_version) {
    line = base::replaced_all(line, "\t", std::string_view(&separator, 1));
  }
  for (const std::string_view known : base::split(content, '\n')) {
    if (known == line) {
      return std::nullopt;
    }
  }
  std::string next(content.empty() ? "V\t2\n\n" : content);
  if (!next.ends_with('\n')) {
    next += '\n';
  }
  return next + line + "\n";
}

Result<void> subscribe(dovetail::maildir::Disk& disk, const dovetail::maildir::Location& location,
                       const dovetail::maildir::Mailbox& mailbox) {
  auto directory = open_or_make(disk, location.control);
  if (!directory) {
    return Unexpected(std::move(directory).error());
  }
  auto lock = LockFile::take(disk, *directory, location.subscriptions + ".lock");
  if (!lock) {
    return Unexpected(std::move(lock).error());
  }
  std::string content;
  if (auto file = disk.open_read(*directory, location.subscriptions)) {
    auto read = disk.read_some(*file, kMaxSubscriptions);
    if (!read) {
      return Unexpected(std::move(read).error());
    }
    content = *std::move(read);
  } else if (file.error().code != ENOENT) {
    return Unexpected(std::move(file).error());
  }
  const char separator = location.layout == dovetail::maildir::Layout::fs ? '/' : '.';
  const auto next = with_subscription(content, mailbox.encoded, separator);
  if (!next || content.size() >= kMaxSubscriptions) {
    return {};
  }
  return lock->replace(location.subscriptions, *next, 0600);
}

}  // namespace dovetail::lmtp::maildir
