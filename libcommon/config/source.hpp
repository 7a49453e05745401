// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::config {

// Where the readers get files from, so that tests and fuzzers need no disk. Implementations may be used from
// any thread.
class FileSource {
 public:
  virtual ~FileSource() = default;
  // The whole file; an error (permanent, code = errno) if it cannot be read or is longer than `limit`.
  // A directory reads as empty, as Dovecot does.
  virtual base::Result<std::string> read(const std::string& path, std::size_t limit) const = 0;
  // The paths that match one glob(7) pattern without braces, sorted by byte value; empty if none.
  virtual std::vector<std::string> matches(const std::string& pattern) const = 0;
};

class DiskSource final : public FileSource {
 public:
  base::Result<std::string> read(const std::string& path, std::size_t limit) const override;
  std::vector<std::string> matches(const std::string& pattern) const override;
};

// Files held in memory: for tests, fuzzing and the settings a command line gives.
class MemorySource final : public FileSource {
 public:
  MemorySource() = default;
  explicit MemorySource(std::map<std::string, std::string> files) : files_(std::move(files)) {}
  void add(std::string path, std::string content) { files_[std::move(path)] = std::move(content); }
  base::Result<std::string> read(const std::string& path, std::size_t limit) const override;
  std::vector<std::string> matches(const std::string& pattern) const override;

 private:
  std::map<std::string, std::string> files_;
};

// What "a{b,c}d" stands for, in the order written ("abd", "acd"); nested braces too. A pattern without a
// complete pair of braces stands for itself. Stops at kMaxBraceAlternatives.
std::vector<std::string> brace_alternatives(const std::string& pattern);

// `path` as seen from the folder of `from`: absolute paths stay.
std::string relative_to_folder_of(const std::string& from, const std::string& path);

}  // namespace dovetail::config
