// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"
#include "libcommon/base/unique_function.hpp"
#include "libcommon/maildir/descriptor.hpp"

namespace dovetail::maildir {

struct FileStatus {
  std::uint64_t inode = 0;
  std::uint64_t device = 0;
  std::int64_t size = 0;   // bytes
  std::uint32_t mode = 0;  // type and permission bits
  std::uint32_t group = 0;
  timespec modified{};
  bool directory() const;
  bool regular() const;
};

// The file operations that a mailbox needs, each one system call or close to it: the place where a test lets
// the disk fill up at any step. Every error carries errno as its code and names what was tried. Mail folders
// belong to users, who may plant symbolic links in them: only open_root follows links; all else goes from an
// open directory, never through a link at the last component, and `name` is one component. Safe from any
// thread; file work is done with the calling thread's file-system ids.
class Disk {
 public:
  using Visit = base::UniqueFunction<void(std::string_view name)>;

  virtual ~Disk() = default;
  virtual base::Result<Descriptor> open_root(const std::string& path) = 0;
  virtual base::Result<Descriptor> open_directory(const Descriptor& at, const std::string& name) = 0;
  virtual base::Result<void> make_directory(const Descriptor& at, const std::string& name, mode_t mode) = 0;
  virtual base::Result<void> make_root(const std::string& path,
                                       mode_t mode) = 0;  // one level; its parent must exist
  virtual base::Result<Descriptor> create_file(const Descriptor& at, const std::string& name,
                                               mode_t mode) = 0;
  virtual base::Result<Descriptor> open_read(const Descriptor& at,
                                             const std::string& name) = 0;  // regular files only
  virtual base::Result<Descriptor> open_append(const Descriptor& at, const std::string& name) = 0;
  virtual base::Result<std::string> read_some(const Descriptor& file,
                                              std::size_t limit) = 0;  // from the start
  virtual base::Result<void> write_all(const Descriptor& file, std::string_view bytes) = 0;
  virtual base::Result<void> sync_file(const Descriptor& file) = 0;
  virtual base::Result<void> sync_directory(const Descriptor& directory) = 0;
  virtual base::Result<void> close(Descriptor file) = 0;
  virtual base::Result<void> rename(const Descriptor& from, const std::string& old_name, const Descriptor& to,
                                    const std::string& new_name) = 0;
  // A new name for an open file that still has one, wherever that is now.
  virtual base::Result<void> link_open_file(const Descriptor& file, const Descriptor& to,
                                            const std::string& new_name) = 0;
  virtual base::Result<void> unlink(const Descriptor& at, const std::string& name) = 0;
  virtual base::Result<FileStatus> status(const Descriptor& at,
                                          const std::string& name) = 0;  // of the link itself
  virtual base::Result<FileStatus> status(const Descriptor& open_file) = 0;
  // Every name but "." and "..", in the directory's own order.
  virtual base::Result<void> list(const Descriptor& directory, Visit& visit) = 0;
};

// The name, or a folder on the way to it, is not there (any more), or a file or link stands in its place.
bool is_gone(const base::Error& error);

class SystemDisk final : public Disk {
 public:
  base::Result<Descriptor> open_root(const std::string& path) override;
  base::Result<Descriptor> open_directory(const Descriptor& at, const std::string& name) override;
  base::Result<void> make_directory(const Descriptor& at, const std::string& name, mode_t mode) override;
  base::Result<void> make_root(const std::string& path, mode_t mode) override;
  base::Result<Descriptor> create_file(const Descriptor& at, const std::string& name, mode_t mode) override;
  base::Result<Descriptor> open_read(const Descriptor& at, const std::string& name) override;
  base::Result<Descriptor> open_append(const Descriptor& at, const std::string& name) override;
  base::Result<std::string> read_some(const Descriptor& file, std::size_t limit) override;
  base::Result<void> write_all(const Descriptor& file, std::string_view bytes) override;
  base::Result<void> sync_file(const Descriptor& file) override;
  base::Result<void> sync_directory(const Descriptor& directory) override;
  base::Result<void> close(Descriptor file) override;
  base::Result<void> rename(const Descriptor& from, const std::string& old_name, const Descriptor& to,
                            const std::string& new_name) override;
  base::Result<void> link_open_file(const Descriptor& file, const Descriptor& to,
                                    const std::string& new_name) override;
  base::Result<void> unlink(const Descriptor& at, const std::string& name) override;
  base::Result<FileStatus> status(const Descriptor& at, const std::string& name) override;
  base::Result<FileStatus> status(const Descriptor& open_file) override;
  base::Result<void> list(const Descriptor& directory, Visit& visit) override;
};

}  // namespace dovetail::maildir
