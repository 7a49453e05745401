// SPDX-License-Identifier: MIT
#pragma once

#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::sasl {

// One line of a passwd-file: `user:password:uid:gid:(gecos):home:(shell):extra fields`.
struct PasswdEntry {
  std::string password;
  std::string uid, gid, home;      // "" where the line has none
  std::vector<std::string> extra;  // words `name=value`
};

// The entries of one file, in memory. A name that occurs twice: the first counts, the second is a complaint.
class PasswdEntries {
 public:
  static PasswdEntries parse(std::string_view content);

  const PasswdEntry* find(std::string_view user) const;
  const std::vector<std::string>& users() const { return order_; }
  const std::vector<std::string>& complaints() const { return complaints_; }
  bool wants_password() const { return wants_password_; }  // some userdb_ field has %w

 private:
  void take_line(std::string_view line, unsigned number);

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, PasswdEntry, Hash, std::equal_to<>> entries_;
  std::vector<std::string> order_;
  bool wants_password_ = false;
  std::vector<std::string> complaints_;
};

// Files of one passwd-file database, read again when size, time or inode changed. A path with variables names
// several files; the least recently used beyond kMostOpenPasswdFiles are dropped. One thread.
class PasswdFiles {
 public:
  // From the first call on, a file is looked at once between two calls; without one, at each open().
  void begin_turn() { ++turn_; }
  // Errors are temporary: a file that is away now, or changes while it is read, may be just being replaced.
  base::Result<const PasswdEntries*> open(const std::string& path);
  // Some userdb_ field may have %w; also where no file has been read yet.
  bool may_want_password() const;
  // What was wrong in files read since the last call, with their paths; the first few of each.
  std::vector<std::string> take_complaints() { return std::exchange(complaints_, {}); }

 private:
  struct File {
    std::unique_ptr<PasswdEntries> entries;
    long long size = -1;
    timespec modified{};
    unsigned long long inode = 0;
    unsigned long used = 0;
    unsigned long looked_at = 0;  // in which turn
  };
  void complain(const std::string& path, const PasswdEntries& entries);
  void drop_oldest();

  std::map<std::string, File, std::less<>> files_;
  unsigned long uses_ = 0;
  unsigned long turn_ = 0;
  std::vector<std::string> complaints_;
};

}  // namespace dovetail::sasl
