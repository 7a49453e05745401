// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcommon/base/clock.hpp"

namespace dovetail::maildir {

// Makes the unique part of a message's file name, "<sec>.M<usec>P<pid>.<host>". Two calls never give the same
// name, also when the clock stands still or goes back a little: a name Dovecot has seen in this mailbox would
// be taken for that old message come back. Safe from any thread.
class UniqueNames {
 public:
  // `host` may hold any byte; '/', ':' and ',' are written as \057, \072 and \054.
  UniqueNames(std::string_view host, long pid);
  std::string next(base::WallTime now);

 private:
  std::string tail_;
  std::atomic<std::int64_t> last_microsecond_{0};
};

// What a file name says about its message. Sizes in bytes; flags in ASCII order as on disk.
struct FileName {
  std::string_view unique;                   // before the first ',' or ':'
  std::optional<std::int64_t> size;          // S=, the file's size
  std::optional<std::int64_t> virtual_size;  // W=, the size with every line end as CRLF
  std::string_view flags;                    // after ":2,"; keyword letters included
};

// Never fails: parts that are not there or no numbers are left out. Views into `name`.
FileName parse_file_name(std::string_view name);

// "<unique>,S=<size>,W=<virtual_size>"; with flags ":2,<flags>" behind it, sorted, each letter once.
std::string format_file_name(std::string_view unique, std::int64_t size, std::int64_t virtual_size,
                             std::string_view flags);

}  // namespace dovetail::maildir
