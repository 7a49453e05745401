// SPDX-License-Identifier: MIT
#include "sasl/passdb/system_source.hpp"

#include <pwd.h>

#include <cerrno>
#include <vector>

namespace dovetail::sasl {

namespace {

constexpr std::size_t kFirstBuffer = 4096;
constexpr std::size_t kLargestBuffer = 1024 * 1024;

}  // namespace

SystemReply read_system_account(const std::string& user) {
  std::vector<char> buffer(kFirstBuffer);
  passwd entry{};
  passwd* result = nullptr;
  int problem = 0;
  while ((problem = ::getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &result)) == ERANGE &&
         buffer.size() < kLargestBuffer) {
    buffer.resize(buffer.size() * 2);
  }
  if (result != nullptr) {
    return std::optional(SystemAccount{entry.pw_passwd, static_cast<long>(entry.pw_uid),
                                       static_cast<long>(entry.pw_gid), entry.pw_dir});
  }
  // getpwnam(3) names these as ways to say that there is no such account.
  if (problem == 0 || problem == ENOENT || problem == ESRCH || problem == EBADF || problem == EPERM) {
    return std::optional<SystemAccount>();
  }
  return base::Unexpected(base::system_error("getpwnam() failed", problem));
}

Answer SystemPassdb::read_account(const Subject&, SystemReply reply) {
  if (!reply) {
    return Broken{reply.error().detail};
  }
  if (!*reply) {
    return Unknown{};
  }
  Found found;
  // "x", "*" and "!" stand for a password that is elsewhere or locked.
  if ((*reply)->password.size() > 1 && (*reply)->password.front() != '!' &&
      (*reply)->password.front() != '*') {
    found.password = (*reply)->password;
  }
  return found;
}

}  // namespace dovetail::sasl
