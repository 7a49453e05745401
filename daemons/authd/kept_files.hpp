// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "libcommon/config/source.hpp"
#include "libcommon/event/unique_fd.hpp"

namespace dovetail::authd {

// Configuration files for a daemon that starts as root and reloads without: files that others may not read (a
// dovecot-sql.conf.ext of mode 0600, as Dovecot recommends it) stay open from the start, and a reload reads
// what they hold by then. A file that was replaced by another one cannot be read that way; its error says to
// restart.
class KeptFiles final : public config::FileSource {
 public:
  base::Result<std::string> read(const std::string& path, std::size_t limit) const override;
  std::vector<std::string> matches(const std::string& pattern) const override {
    return disk_.matches(pattern);
  }

 private:
  void keep(const std::string& path) const;
  base::Result<std::string> read_kept(const std::string& path, std::size_t limit, base::Error refused) const;

  config::DiskSource disk_;
  mutable std::map<std::string, event::UniqueFd>
      open_;  // reading is const for the interface's sake; main thread only
};

}  // namespace dovetail::authd
