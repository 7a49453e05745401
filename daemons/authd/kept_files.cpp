// SPDX-License-Identifier: MIT
#include "daemons/authd/kept_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace dovetail::authd {

namespace {

constexpr std::size_t kMostKept = 64;
constexpr std::size_t kBlock = 16 * 1024;

}  // namespace

base::Result<std::string> KeptFiles::read(const std::string& path, std::size_t limit) const {
  auto content = disk_.read(path, limit);
  if (content) {
    keep(path);
    return content;
  }
  return content.error().code == EACCES ? read_kept(path, limit, std::move(content).error()) : content;
}

void KeptFiles::keep(const std::string& path) const {
  struct stat file {};
  if (::stat(path.c_str(), &file) != 0 || !S_ISREG(file.st_mode) || (file.st_mode & S_IROTH) != 0) {
    open_.erase(path);
    return;
  }
  event::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd && (open_.contains(path) || open_.size() < kMostKept)) {
    open_[path] = std::move(fd);
  }
}

base::Result<std::string> KeptFiles::read_kept(const std::string& path, std::size_t limit,
                                               base::Error refused) const {
  const auto kept = open_.find(path);
  struct stat now {
  }, then{};
  if (kept == open_.end() || ::stat(path.c_str(), &now) != 0 || ::fstat(kept->second.get(), &then) != 0) {
    return base::Unexpected(std::move(refused));
  }
  if (now.st_ino != then.st_ino || now.st_dev != then.st_dev) {
    refused.detail += " (it was replaced since the start, when root could read it: restart to take it in)";
    return base::Unexpected(std::move(refused));
  }
  std::string content;
  for (;;) {
    const std::size_t before = content.size();
    content.resize(before + kBlock);
    const ssize_t got =
        ::pread(kept->second.get(), content.data() + before, kBlock, static_cast<off_t>(before));
    if (got < 0) {
      return base::Unexpected(base::system_error("cannot read " + path, errno));
    }
    content.resize(before + static_cast<std::size_t>(got));
    if (content.size() > limit) {
      return base::Unexpected(base::permanent(path + " is too long"));
    }
    if (got == 0) {
      return content;
    }
  }
}

}  // namespace dovetail::authd
