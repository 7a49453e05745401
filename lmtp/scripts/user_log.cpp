// SPDX-License-Identifier: MIT
#include "lmtp/scripts/user_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "libcommon/maildir/descriptor.hpp"
#include "lmtp/message/date.hpp"
#include "lmtp/scripts/limits.hpp"

namespace dovetail::lmtp::scripts {

namespace {

constexpr mode_t kMode = 0600;

std::string opening_line(base::WallTime now, int zone_minutes) {
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto t = message::civil_time(base::unix_seconds(now), zone_minutes);
  return fmt::format("sieve: info: started log at {} {:02} {:02}:{:02}:{:02}.\n",
                     kMonths[static_cast<std::size_t>(t.month - 1)], t.day, t.hour, t.minute, t.second);
}

dovetail::maildir::Descriptor open_log(const std::string& path) {
  return dovetail::maildir::Descriptor(
      open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, kMode));
}

}  // namespace

base::Result<void> append_user_log(const std::string& path, std::string_view lines, base::WallTime now,
                                   int zone_minutes) {
  dovetail::maildir::Descriptor file = open_log(path);
  struct stat status {};
  if (file.open() && fstat(file.get(), &status) == 0 &&
      status.st_size >= static_cast<off_t>(limits::kUserLogBytes)) {
    rename(path.c_str(), (path + ".0").c_str());
    file = open_log(path);
    status.st_size = 0;
  }
  if (!file.open()) return base::Unexpected(base::system_error("cannot open " + path, errno));
  if (fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return base::Unexpected(base::permanent(path + " is not a regular file"));
  }
  std::string text = status.st_size == 0 ? opening_line(now, zone_minutes) : std::string();
  text += lines;
  // One write, so that two deliveries at once do not mix their lines.
  if (write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return base::Unexpected(base::system_error("cannot write " + path, errno));
  }
  return {};
}

}  // namespace dovetail::lmtp::scripts
