// SPDX-License-Identifier: MIT
#include "lmtp/scripts/directory.hpp"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "lmtp/scripts/limits.hpp"

namespace dovetail::lmtp::scripts {

namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const noexcept { closedir(directory); }
};

}  // namespace

std::optional<std::vector<std::string>> scripts_of(const std::string& path) {
  const std::unique_ptr<DIR, CloseDirectory> directory(opendir(path.c_str()));
  if (!directory) return std::nullopt;
  std::vector<std::string> files;
  while (const dirent* entry = readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name.starts_with('.') || !name.ends_with(".sieve")) continue;
    files.push_back(path + "/" + std::string(name));
  }
  std::sort(files.begin(), files.end());
  files.resize(std::min(files.size(), limits::kScriptsOfDirectory));
  return files;
}

bool is_directory(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace dovetail::lmtp::scripts
