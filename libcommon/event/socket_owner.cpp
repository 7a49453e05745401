// SPDX-License-Identifier: MIT
#include "libcommon/event/socket_owner.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>

#include "libcommon/event/unique_fd.hpp"

namespace dovetail::event {

base::Result<void> give_socket_owner(const std::string& path, std::optional<uid_t> owner,
                                     std::optional<gid_t> group) {
  // O_PATH pins the file: what is looked at is what is changed, whatever happens to its name meanwhile.
  const UniqueFd file(::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  struct ::stat info {};
  if (!file || ::fstat(file.get(), &info) != 0) {
    return base::Unexpected(base::system_error("cannot look at the socket " + path, errno));
  }
  if (!S_ISSOCK(info.st_mode) || info.st_nlink != 1 || info.st_uid != ::geteuid()) {
    return base::Unexpected(
        base::permanent("another file has taken the place of the socket " + path, EEXIST));
  }
  const uid_t uid = owner.value_or(static_cast<uid_t>(-1));
  const gid_t gid = group.value_or(static_cast<gid_t>(-1));
  if (::fchownat(file.get(), "", uid, gid, AT_EMPTY_PATH) != 0) {
    return base::Unexpected(
        base::system_error("cannot give the socket " + path + " its owner and group", errno));
  }
  return {};
}

}  // namespace dovetail::event
