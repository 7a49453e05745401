// SPDX-License-Identifier: MIT
#include "libcommon/config/source.hpp"

#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "libcommon/base/text.hpp"
#include "libcommon/config/limits.hpp"

namespace dovetail::config {
namespace {

// Closes a descriptor at the end of a scope.
class OpenFile {
 public:
  explicit OpenFile(const char* path)
      : descriptor_(::open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

base::Unexpected<base::Error> cannot_read(const std::string& path, int errno_value) {
  base::Error error = base::system_error("cannot read " + path, errno_value);
  error.kind = base::ErrorKind::permanent;
  return base::Unexpected(std::move(error));
}

// Splits at the commas of the outermost level.
std::vector<std::string> alternatives_between(const std::string& inside) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : inside) {
    depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    if (c == ',' && depth == 0) {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

std::size_t closing_brace(const std::string& pattern, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < pattern.size(); ++i) {
    depth += pattern[i] == '{' ? 1 : pattern[i] == '}' ? -1 : 0;
    if (depth == 0) {
      return i;
    }
  }
  return std::string::npos;
}

}  // namespace

base::Result<std::string> DiskSource::read(const std::string& path, std::size_t limit) const {
  const OpenFile file(path.c_str());
  if (file.get() < 0) {
    return cannot_read(path, errno);
  }
  std::string content;
  char buffer[16384];
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0 && errno == EISDIR) {
      return std::string();  // as Dovecot: `!include` of a folder reads as empty
    }
    if (got < 0) {
      return cannot_read(path, errno);
    }
    if (got == 0) {
      return content;
    }
    if (content.size() + static_cast<std::size_t>(got) > limit) {
      return cannot_read(path, EFBIG);
    }
    content.append(buffer, static_cast<std::size_t>(got));
  }
}

std::vector<std::string> DiskSource::matches(const std::string& pattern) const {
  glob_t found{};
  std::vector<std::string> paths;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  ::globfree(&found);
  return paths;
}

base::Result<std::string> MemorySource::read(const std::string& path, std::size_t limit) const {
  const auto at = files_.find(path);
  if (at == files_.end()) {
    return cannot_read(path, ENOENT);
  }
  if (at->second.size() > limit) {
    return cannot_read(path, EFBIG);
  }
  return at->second;
}

std::vector<std::string> MemorySource::matches(const std::string& pattern) const {
  std::vector<std::string> paths;
  for (const auto& [path, content] : files_) {
    if (::fnmatch(pattern.c_str(), path.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0) {
      paths.push_back(path);
    }
  }
  return paths;
}

std::vector<std::string> brace_alternatives(const std::string& pattern) {
  std::vector<std::string> done;
  std::vector<std::string> pending{pattern};  // a stack: the next one to expand is at the back
  while (!pending.empty() && done.size() + pending.size() < kMaxBraceAlternatives) {
    const std::string current = std::move(pending.back());
    pending.pop_back();
    const auto open = current.find('{');
    const auto close = open == std::string::npos ? open : closing_brace(current, open);
    if (close == std::string::npos || close == open + 1) {  // "{}" stands for itself (glob(3), GLOB_BRACE)
      done.push_back(current);
      continue;
    }
    auto parts = alternatives_between(current.substr(open + 1, close - open - 1));
    std::reverse(parts.begin(), parts.end());
    for (const std::string& part : parts) {
      pending.push_back(current.substr(0, open) + part + current.substr(close + 1));
    }
  }
  return done;
}

std::string relative_to_folder_of(const std::string& from, const std::string& path) {
  if (base::starts_with_ignoring_case(path, "/")) {
    return path;
  }
  const auto slash = from.rfind('/');
  return slash == std::string::npos ? path : from.substr(0, slash + 1) + path;
}

}  // namespace dovetail::config
