// SPDX-License-Identifier: MIT
#include "sasl/passdb/passwd_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "libcommon/base/text.hpp"
#include "libcommon/vars/expand.hpp"
#include "sasl/passdb/limits.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::size_t kFields = 8;  // the last one takes the rest of the line, colons included

std::vector<std::string_view> passwd_fields(std::string_view line) {
  std::vector<std::string_view> fields;
  while (fields.size() + 1 < kFields) {
    const auto colon = line.find(':');
    fields.push_back(line.substr(0, colon));
    if (colon == std::string_view::npos) {
      return fields;
    }
    line.remove_prefix(colon + 1);
  }
  fields.push_back(line);
  return fields;
}

constexpr std::size_t kMostComplaints = 20;  // told of one reading of a file

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

bool same_time(const timespec& a, const timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

base::Result<std::string> read_all(const Descriptor& file, const std::string& path) {
  std::string content;
  char block[65536];
  for (;;) {
    const ssize_t got = ::read(file.get(), block, sizeof block);
    if (got < 0) {
      return base::Unexpected(base::system_error("read(" + path + ") failed", errno));
    }
    if (got == 0) {
      return content;
    }
    content.append(block, static_cast<std::size_t>(got));
    if (content.size() > kLargestPasswdFile) {
      return base::Unexpected(base::temporary(path + " is too large"));
    }
  }
}

// Half of a file has not half of the users: one that is being written is read another time.
base::Result<std::string> read_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    return base::Unexpected(base::system_error("open(" + path + ") failed", errno));
  }
  struct stat before {};
  if (::fstat(file.get(), &before) != 0 || !S_ISREG(before.st_mode)) {
    return base::Unexpected(base::temporary(path + " is not a regular file"));
  }
  auto content = read_all(file, path);
  struct stat after {};
  if (content && (::fstat(file.get(), &after) != 0 || !same_time(after.st_mtim, before.st_mtim) ||
                  after.st_size != before.st_size || content->size() != static_cast<std::size_t>(after.st_size))) {
    return base::Unexpected(base::temporary(path + " is being written"));
  }
  return content;
}

}  // namespace

PasswdEntries PasswdEntries::parse(std::string_view content) {
  PasswdEntries result;
  unsigned number = 0;
  while (!content.empty()) {
    const auto end = content.find('\n');
    std::string_view line = content.substr(0, end);
    content = end == std::string_view::npos ? std::string_view() : content.substr(end + 1);
    ++number;
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (!line.empty() && line[0] != '#' && line[0] != ':') {
      result.take_line(line, number);
    }
  }
  return result;
}

void PasswdEntries::take_line(std::string_view line, unsigned number) {
  if (line.size() > kLongestPasswdLine) {
    complaints_.push_back("line " + std::to_string(number) + " is too long");
    return;
  }
  const auto fields = passwd_fields(line);
  const auto field = [&](std::size_t at) { return at < fields.size() ? fields[at] : std::string_view(); };
  PasswdEntry entry{
      std::string(field(1)), std::string(field(2)), std::string(field(3)), std::string(field(5)), {}};
  for (const std::string_view word : base::words(field(7))) {
    entry.extra.emplace_back(word);
    wants_password_ = wants_password_ || (word.starts_with("userdb_") && vars::uses(word, "password"));
  }
  const auto [at, fresh] = entries_.emplace(std::string(fields[0]), std::move(entry));
  if (fresh) {
    order_.push_back(at->first);
  } else {
    complaints_.push_back("User " + base::printable(fields[0], 128) + " exists more than once");
  }
}

const PasswdEntry* PasswdEntries::find(std::string_view user) const {
  const auto at = entries_.find(user);
  return at == entries_.end() ? nullptr : &at->second;
}

base::Result<const PasswdEntries*> PasswdFiles::open(const std::string& path) {
  if (const auto known = files_.find(path); known != files_.end() && turn_ != 0 && known->second.looked_at == turn_) {
    return known->second.entries.get();
  }
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    const int problem = errno;
    files_.erase(path);
    return base::Unexpected(base::system_error("stat(" + path + ") failed", problem));
  }
  File& file = files_[path];
  file.used = ++uses_;
  file.looked_at = turn_;
  const bool current = file.entries && file.size == status.st_size && file.inode == status.st_ino &&
                       same_time(file.modified, status.st_mtim);
  if (!current) {
    auto content = read_file(path);
    if (!content) {
      files_.erase(path);
      return base::Unexpected(std::move(content).error());
    }
    file.entries = std::make_unique<PasswdEntries>(PasswdEntries::parse(*content));
    file.size = status.st_size;
    file.inode = status.st_ino;
    file.modified = status.st_mtim;
    complain(path, *file.entries);
    drop_oldest();
  }
  return files_.at(path).entries.get();
}

bool PasswdFiles::may_want_password() const {
  return files_.empty() || std::any_of(files_.begin(), files_.end(), [](const auto& file) {
           return !file.second.entries || file.second.entries->wants_password();
         });
}

void PasswdFiles::complain(const std::string& path, const PasswdEntries& entries) {
  const auto& all = entries.complaints();
  const std::size_t told = std::min(all.size(), kMostComplaints);
  for (std::size_t at = 0; at < told; ++at) {
    complaints_.push_back(path + ": " + all[at]);
  }
  if (told < all.size()) {
    complaints_.push_back(path + ": " + std::to_string(all.size() - told) + " more mistakes");
  }
}

void PasswdFiles::drop_oldest() {
  if (files_.size() > kMostOpenPasswdFiles) {
    files_.erase(std::min_element(files_.begin(), files_.end(), [](const auto& a, const auto& b) {
      return a.second.used < b.second.used;
    }));
  }
}

}  // namespace dovetail::sasl
