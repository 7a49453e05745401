// SPDX-License-Identifier: MIT
#include "lmtp/scripts/script_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <vector>

#include "libcommon/base/text.hpp"
#include "lmtp/scripts/limits.hpp"

namespace dovetail::lmtp::scripts {

namespace {

using dovetail::maildir::Descriptor;

constexpr long long kNanoseconds = 1'000'000'000;

bool is_absent(int error) {
  return error == ENOENT || error == ENOTDIR;
}

base::Unexpected<base::Error> failure(const char* what, const std::string& path, int error) {
  return base::Unexpected(base::system_error(std::string(what) + " " + path, error));
}

OpenResult checked(Descriptor descriptor, const std::string& path) {
  struct stat status {};
  if (fstat(descriptor.get(), &status) != 0) return failure("cannot stat", path, errno);
  if (!S_ISREG(status.st_mode)) return base::Unexpected(base::permanent(path + " is not a regular file"));
  const FileIdentity identity{path, status.st_dev, status.st_ino, status.st_size,
                              status.st_mtim.tv_sec * kNanoseconds + status.st_mtim.tv_nsec};
  return std::optional(ScriptFile{std::move(descriptor), identity});
}

}  // namespace

OpenResult open_trusted(const std::string& path) {
  Descriptor descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!descriptor.open()) {
    if (is_absent(errno)) return std::optional<ScriptFile>();
    return failure("cannot open", path, errno);
  }
  return checked(std::move(descriptor), path);
}

OpenResult open_below(const std::string& home, const std::string& relative) {
  Descriptor at(open(home.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const auto parts = base::split(relative, '/');
  for (std::size_t i = 0; at.open() && i < parts.size(); ++i) {
    if (parts[i].empty() || parts[i] == "." || parts[i] == ".." || i >= limits::kPathComponents) {
      return base::Unexpected(base::permanent(home + "/" + relative + " is not a path below the home"));
    }
    const bool last = i + 1 == parts.size();
    const int kind = last ? O_NONBLOCK | O_NOCTTY : O_DIRECTORY;
    at =
        Descriptor(openat(at.get(), std::string(parts[i]).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | kind));
  }
  const std::string path = home + "/" + relative;
  if (at.open()) return checked(std::move(at), path);
  if (is_absent(errno)) return std::optional<ScriptFile>();
  if (errno == ELOOP) return base::Unexpected(base::permanent(path + " leads through a symbolic link"));
  return failure("cannot open", path, errno);
}

std::optional<std::string> link_target(const std::string& path) {
  std::array<char, PATH_MAX> target{};
  const ssize_t size = readlink(path.c_str(), target.data(), target.size());
  if (size <= 0 || static_cast<std::size_t>(size) == target.size()) return std::nullopt;
  return std::string(target.data(), static_cast<std::size_t>(size));
}

base::Result<std::string> read_script(const ScriptFile& file, std::size_t limit) {
  std::string text;
  std::array<char, 16 * 1024> buffer{};
  while (limit == 0 || text.size() <= limit) {
    const ssize_t got = read(file.descriptor.get(), buffer.data(), buffer.size());
    if (got == 0) break;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure("cannot read", file.identity.path, errno);
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  if (limit > 0 && text.size() > limit) text.resize(limit + 1);
  return text;
}

std::string normalized(const std::string& path) {
  std::vector<std::string_view> parts;
  for (const std::string_view part : base::split(path, '/')) {
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
  }
  std::string out;
  for (const std::string_view part : parts) {
    out.append("/").append(part);
  }
  return out.empty() ? "/" : out;
}

std::optional<std::string> below(const std::string& folder, const std::string& path) {
  const std::string prefix = folder == "/" ? folder : folder + "/";
  if (!path.starts_with(prefix) || path.size() == prefix.size()) return std::nullopt;
  return path.substr(prefix.size());
}

}  // namespace dovetail::lmtp::scripts
