// SPDX-License-Identifier: MIT
#include "libcommon/maildir/rebuild.hpp"

#include <cerrno>

#include "libcommon/maildir/file_name.hpp"
#include "libcommon/maildir/folder_walk.hpp"

namespace dovetail::maildir {

using base::Result;
using base::Unexpected;

namespace {

void keep_latest(timespec& latest, const timespec& other) {
  if (is_later(other, latest)) {
    latest = other;
  }
}

Result<void> add_messages(Disk& disk, const Descriptor& directory, SizeKind kind, Amount& used) {
  Disk::Visit add = [&](std::string_view name) {
    if (name.front() == '.') {
      return;
    }
    const FileName parsed = parse_file_name(name);
    auto size = kind == SizeKind::with_crlf && parsed.virtual_size ? parsed.virtual_size : parsed.size;
    if (!size) {
      const auto status = disk.status(directory, std::string(name));
      if (!status || !status->regular()) {
        return;  // gone meanwhile, or no message
      }
      size = status->size;
    }
    used.bytes += *size;
    used.messages += 1;
  };
  return disk.list(directory, add);
}

// Opens new/ and cur/ of a folder and hands each to `use`; a missing one holds nothing.
template <class Use>
Result<void> for_both(Disk& disk, const Descriptor& folder, Use use) {
  for (const char* part : {"new", "cur"}) {
    auto directory = disk.open_directory(folder, part);
    if (!directory) {
      if (is_gone(directory.error())) {
        continue;
      }
      return Unexpected(std::move(directory).error());
    }
    if (Result<void> done = use(*directory); !done) {
      return done;
    }
  }
  return {};
}

}  // namespace

bool is_later(const timespec& a, const timespec& b) {
  return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

Result<Sum> sum_of_tree(Disk& disk, const Location& location, const Namespace& space, SizeKind kind,
                        IsIgnored& is_ignored) {
  Sum sum;
  VisitFolder visit = [&](const std::string& name, const Descriptor& folder) -> Result<void> {
    if (is_ignored(name)) {
      return {};
    }
    return for_both(disk, folder, [&](const Descriptor& directory) -> Result<void> {
      const auto status = disk.status(directory);  // before reading: what comes later makes it newer
      if (!status) {
        return Unexpected(status.error());
      }
      keep_latest(sum.newest, status->modified);
      return add_messages(disk, directory, kind, sum.used);
    });
  };
  if (auto done = walk_folders(disk, location, space, visit); !done) {
    return Unexpected(std::move(done).error());
  }
  return sum;
}

Result<timespec> newest_change(Disk& disk, const Location& location, const Namespace& space,
                               IsIgnored& is_ignored) {
  timespec newest{};
  VisitFolder visit = [&](const std::string& name, const Descriptor& folder) -> Result<void> {
    if (is_ignored(name)) {
      return {};
    }
    return for_both(disk, folder, [&](const Descriptor& directory) -> Result<void> {
      if (const auto status = disk.status(directory)) {
        keep_latest(newest, status->modified);
      }
      return {};
    });
  };
  if (auto done = walk_folders(disk, location, space, visit); !done) {
    return Unexpected(std::move(done).error());
  }
  return newest;
}

}  // namespace dovetail::maildir
