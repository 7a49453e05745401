// SPDX-License-Identifier: MIT
#include "libcommon/maildir/disk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace dovetail::maildir {

using base::Result;
using base::Unexpected;

namespace {

base::Error failed(const char* what, const std::string& name) {
  return base::system_error(std::string("cannot ") + what + " " + name, errno);
}

FileStatus from_stat(const struct stat& raw) {
  FileStatus status;
  status.inode = raw.st_ino;
  status.device = raw.st_dev;
  status.size = raw.st_size;
  status.mode = raw.st_mode;
  status.group = raw.st_gid;
  status.modified = raw.st_mtim;
  return status;
}

Result<Descriptor> opened(int number, const char* what, const std::string& name) {
  if (number < 0) {
    return Unexpected(failed(what, name));
  }
  return Descriptor(number);
}

}  // namespace

bool is_gone(const base::Error& error) {
  return error.code == ENOENT || error.code == ENOTDIR || error.code == ELOOP;
}

bool FileStatus::directory() const {
  return S_ISDIR(mode);
}

bool FileStatus::regular() const {
  return S_ISREG(mode);
}

Result<Descriptor> SystemDisk::open_root(const std::string& path) {
  return opened(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open directory", path);
}

Result<Descriptor> SystemDisk::open_directory(const Descriptor& at, const std::string& name) {
  return opened(::openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
                "open directory", name);
}

Result<void> SystemDisk::make_directory(const Descriptor& at, const std::string& name, mode_t mode) {
  // mkdir(2) drops what the umask forbids; only then a second call is needed.
  if (::mkdirat(at.get(), name.c_str(), mode) != 0) {
    return Unexpected(failed("make directory", name));
  }
  if ((mode & 077) != 0 && ::fchmodat(at.get(), name.c_str(), mode, 0) != 0) {
    return Unexpected(failed("set the mode of directory", name));
  }
  return {};
}

Result<void> SystemDisk::make_root(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) != 0) {
    return Unexpected(failed("make directory", path));
  }
  return {};
}

Result<Descriptor> SystemDisk::create_file(const Descriptor& at, const std::string& name, mode_t mode) {
  Descriptor file(
      ::openat(at.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!file.open()) {
    return Unexpected(failed("create", name));
  }
  if ((mode & 077) != 0 && ::fchmod(file.get(), mode) != 0) {
    base::Error error = failed("set the mode of", name);
    ::unlinkat(at.get(), name.c_str(), 0);
    return Unexpected(std::move(error));
  }
  return file;
}

Result<Descriptor> SystemDisk::open_read(const Descriptor& at, const std::string& name) {
  // O_NONBLOCK: a FIFO planted here must not stop a worker.
  Descriptor file(::openat(at.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.open()) {
    return Unexpected(failed("open", name));
  }
  struct stat raw {};
  if (::fstat(file.get(), &raw) != 0) {
    return Unexpected(failed("stat", name));
  }
  if (!S_ISREG(raw.st_mode)) {
    return Unexpected(base::temporary("cannot open " + name + ": not a regular file", EINVAL));
  }
  return file;
}

Result<Descriptor> SystemDisk::open_append(const Descriptor& at, const std::string& name) {
  return opened(::openat(at.get(), name.c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC),
                "open for appending", name);
}

Result<std::string> SystemDisk::read_some(const Descriptor& file, std::size_t limit) {
  std::string bytes(limit, '\0');
  std::size_t got = 0;
  while (got < limit) {
    const ssize_t step = ::pread(file.get(), bytes.data() + got, limit - got, static_cast<off_t>(got));
    if (step < 0 && errno == EINTR) {
      continue;
    }
    if (step < 0) {
      return Unexpected(failed("read", "file"));
    }
    if (step == 0) {
      break;
    }
    got += static_cast<std::size_t>(step);
  }
  bytes.resize(got);
  return bytes;
}

Result<void> SystemDisk::write_all(const Descriptor& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t step = ::write(file.get(), bytes.data(), bytes.size());
    if (step < 0 && errno == EINTR) {
      continue;
    }
    if (step < 0) {
      return Unexpected(failed("write", "file"));
    }
    bytes.remove_prefix(static_cast<std::size_t>(step));
  }
  return {};
}

Result<void> SystemDisk::sync_file(const Descriptor& file) {
  if (::fsync(file.get()) != 0) {
    return Unexpected(failed("fsync", "file"));
  }
  return {};
}

Result<void> SystemDisk::sync_directory(const Descriptor& directory) {
  if (::fdatasync(directory.get()) != 0) {
    return Unexpected(failed("fdatasync", "directory"));
  }
  return {};
}

Result<void> SystemDisk::close(Descriptor file) {
  // NFS and quota file systems report a failed write here at the latest.
  if (::close(file.release()) != 0 && errno != EINTR) {
    return Unexpected(failed("close", "file"));
  }
  return {};
}

Result<void> SystemDisk::rename(const Descriptor& from, const std::string& old_name, const Descriptor& to,
                                const std::string& new_name) {
  if (::renameat(from.get(), old_name.c_str(), to.get(), new_name.c_str()) != 0) {
    return Unexpected(failed("rename", old_name + " to " + new_name));
  }
  return {};
}

Result<void> SystemDisk::link_open_file(const Descriptor& file, const Descriptor& to,
                                        const std::string& new_name) {
  // By the open file, not by its name: an IMAP server may have moved or removed that meanwhile.
  const std::string by_number = "/proc/self/fd/" + std::to_string(file.get());
  if (::linkat(AT_FDCWD, by_number.c_str(), to.get(), new_name.c_str(), AT_SYMLINK_FOLLOW) != 0) {
    return Unexpected(failed("link", new_name));
  }
  return {};
}

Result<void> SystemDisk::unlink(const Descriptor& at, const std::string& name) {
  if (::unlinkat(at.get(), name.c_str(), 0) != 0) {
    return Unexpected(failed("remove", name));
  }
  return {};
}

Result<FileStatus> SystemDisk::status(const Descriptor& at, const std::string& name) {
  struct stat raw {};
  if (::fstatat(at.get(), name.c_str(), &raw, AT_SYMLINK_NOFOLLOW) != 0) {
    return Unexpected(failed("stat", name));
  }
  return from_stat(raw);
}

Result<FileStatus> SystemDisk::status(const Descriptor& open_file) {
  struct stat raw {};
  if (::fstat(open_file.get(), &raw) != 0) {
    return Unexpected(failed("stat", "file"));
  }
  return from_stat(raw);
}

Result<void> SystemDisk::list(const Descriptor& directory, Visit& visit) {
  // A descriptor of its own: readdir moves the position that a dup(2) would share.
  const int copy = ::openat(directory.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (copy < 0) {
    return Unexpected(failed("open directory", "for listing"));
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(copy), &::closedir);
  if (!stream) {
    base::Error error = failed("list", "directory");
    ::close(copy);
    return Unexpected(std::move(error));
  }
  for (errno = 0; const dirent* entry = ::readdir(stream.get()); errno = 0) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") {
      visit(name);
    }
  }
  if (errno != 0) {
    return Unexpected(failed("list", "directory"));
  }
  return {};
}

}  // namespace dovetail::maildir
