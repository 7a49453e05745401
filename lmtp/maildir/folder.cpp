// SPDX-License-Identifier: MIT
#include "lmtp/maildir/folder.hpp"

#include <cerrno>

namespace dovetail::lmtp::maildir {

using base::Result;
using base::Unexpected;
using dovetail::maildir::Descriptor;
using dovetail::maildir::Disk;
using dovetail::maildir::Mailbox;

namespace {

// Opens `name` below `at`; makes it where it is missing and that is wanted.
Result<Descriptor> descend(Disk& disk, const Descriptor& at, const std::string& name, mode_t mode,
                           bool make) {
  auto found = disk.open_directory(at, name);
  if (found || found.error().code != ENOENT || !make) {
    return found;
  }
  if (auto made = disk.make_directory(at, name, mode); !made && made.error().code != EEXIST) {
    return Unexpected(std::move(made).error());
  }
  return disk.open_directory(at, name);
}

// The marker that tells Maildir++ programs that this is a folder, not a mailbox of its own.
Result<void> mark_as_folder(Disk& disk, const Descriptor& folder, mode_t mode) {
  const auto made = disk.create_file(folder, "maildirfolder", mode);
  return made || made.error().code == EEXIST ? Result<void>() : Unexpected(made.error());
}

Result<Folder> with_parts(Disk& disk, Descriptor directory, const Permissions& permissions) {
  Folder folder;
  folder.permissions = permissions;
  const std::pair<const char*, Descriptor*> parts[] = {
      {"tmp", &folder.tmp}, {"new", &folder.fresh}, {"cur", &folder.cur}};
  for (const auto& [name, place] : parts) {
    auto part = descend(disk, directory, name, permissions.directory, true);
    if (!part) {
      return Unexpected(std::move(part).error());
    }
    *place = *std::move(part);
  }
  folder.directory = std::move(directory);
  return folder;
}

}  // namespace

Result<Descriptor> open_or_make(Disk& disk, const std::string& path) {
  auto found = disk.open_root(path);
  if (found || found.error().code != ENOENT || path.size() <= 1) {
    return found;
  }
  const std::string parent = path.substr(0, path.rfind('/'));
  if (!parent.empty()) {
    if (auto above = open_or_make(disk, parent); !above) {
      return above;
    }
  }
  if (auto made = disk.make_root(path, 0700); !made && made.error().code != EEXIST) {
    return Unexpected(std::move(made).error());
  }
  return disk.open_root(path);
}

Result<Folder> open_folder(Disk& disk, const Mailbox& mailbox, bool create) {
  auto directory = open_or_make(disk, mailbox.base);
  if (!directory) {
    return Unexpected(std::move(directory).error());
  }
  const auto status = disk.status(*directory);
  if (!status) {
    return Unexpected(status.error());
  }
  const Permissions permissions = permissions_of(*status);
  for (const std::string& level : mailbox.below) {
    auto next = descend(disk, *directory, level, permissions.directory, create);
    if (!next) {
      return Unexpected(base::with_context(std::move(next).error(), "mailbox " + mailbox.name));
    }
    *directory = *std::move(next);
  }
  const bool plus_folder = mailbox.below.size() == 1 && mailbox.below.front().starts_with('.');
  if (plus_folder && create) {
    if (auto marked = mark_as_folder(disk, *directory, permissions.file); !marked) {
      return Unexpected(std::move(marked).error());
    }
  }
  return with_parts(disk, *std::move(directory), permissions);
}

Result<Descriptor> open_control(Disk& disk, const dovetail::maildir::Location& location,
                                const Mailbox& mailbox) {
  auto directory = open_or_make(disk, location.control == location.root ? mailbox.base : location.control);
  for (const std::string& level : mailbox.below) {
    if (!directory) {
      break;
    }
    directory = descend(disk, *directory, level, 0700, true);
  }
  return directory;
}

}  // namespace dovetail::lmtp::maildir
