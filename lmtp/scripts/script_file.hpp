// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "libcommon/base/result.hpp"
#include "libcommon/maildir/descriptor.hpp"

namespace dovetail::lmtp::scripts {

// What tells one state of a file from another: two equal identities mean the same content.
struct FileIdentity {
  std::string path;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t mtime_ns = 0;
  auto operator<=>(const FileIdentity&) const = default;
};

struct ScriptFile {
  dovetail::maildir::Descriptor descriptor;
  FileIdentity identity;
};

// Nothing where there is no such file. Errors are temporary; code is errno.
using OpenResult = base::Result<std::optional<ScriptFile>>;

// A file that the administrator named: links are followed, it must be a regular file.
OpenResult open_trusted(const std::string& path);

// A file below a user's home, who may have planted links: opened from the home's descriptor, no link followed
// on the way, regular files only (a device or pipe would block the worker). `relative` has no "..".
OpenResult open_below(const std::string& home, const std::string& relative);

// The target of a symbolic link as it is written; nothing if `path` is no link.
std::optional<std::string> link_target(const std::string& path);

// The content, at most `limit` bytes and one more, so that the caller sees it was longer.
base::Result<std::string> read_script(const ScriptFile& file, std::size_t limit);

// Absolute and without "." and ".."; never looks at the disk.
std::string normalized(const std::string& path);
// The part of `path` below `folder`, both normalized; nothing if it is not below.
std::optional<std::string> below(const std::string& folder, const std::string& path);

}  // namespace dovetail::lmtp::scripts
