// SPDX-License-Identifier: MIT
#include "libcommon/daemon/privileges.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <cerrno>
#include <optional>

#include "libcommon/base/text.hpp"
#include "libcommon/daemon/capabilities.hpp"

namespace dovetail::daemon {

namespace {

constexpr std::size_t kEntryBytes = 64 * 1024;  // of a passwd or group entry; groups may be large

struct Account {
  uid_t uid = 0;
  gid_t gid = 0;
};

// Only 2^32-1 is no id: chown(2) and setresuid(2) give it another meaning.
template <class Id>
std::optional<Id> as_id(const std::string& text) {
  const auto number = base::to_number<Id>(text);
  return number && *number != static_cast<Id>(-1) ? number : std::nullopt;
}

base::Result<Account> account(const std::string& name_or_number) {
  std::vector<char> memory(kEntryBytes);
  ::passwd entry{};
  ::passwd* found = nullptr;
  const auto number = as_id<uid_t>(name_or_number);
  const int error = number
                        ? ::getpwuid_r(*number, &entry, memory.data(), memory.size(), &found)
                        : ::getpwnam_r(name_or_number.c_str(), &entry, memory.data(), memory.size(), &found);
  if (found != nullptr) {
    return Account{found->pw_uid, found->pw_gid};
  }
  if (number) {
    return Account{*number, static_cast<gid_t>(*number)};
  }
  return base::Unexpected(base::permanent("unknown user '" + name_or_number + "'", error));
}

}  // namespace

base::Result<uid_t> user_id(const std::string& name_or_number) {
  auto found = account(name_or_number);
  return found ? base::Result<uid_t>(found->uid) : base::Unexpected(found.error());
}

base::Result<gid_t> group_id(const std::string& name_or_number) {
  if (const auto number = as_id<gid_t>(name_or_number)) {
    return *number;
  }
  std::vector<char> memory(kEntryBytes);
  ::group entry{};
  ::group* found = nullptr;
  const int error = ::getgrnam_r(name_or_number.c_str(), &entry, memory.data(), memory.size(), &found);
  if (found == nullptr) {
    return base::Unexpected(base::permanent("unknown group '" + name_or_number + "'", error));
  }
  return found->gr_gid;
}

base::Result<Identity> identity_of(const std::string& user, const std::string& group) {
  const auto found = account(user);
  if (!found) {
    return base::Unexpected(found.error());
  }
  Identity identity;
  identity.uid = found->uid;
  identity.gid = found->gid;
  if (!group.empty()) {
    const auto gid = group_id(group);
    if (!gid) {
      return base::Unexpected(gid.error());
    }
    identity.gid = *gid;
  }
  return identity;
}

base::Result<void> become(const Identity& identity) {
  if (::geteuid() != 0 && ::getuid() != 0) {
    return {};
  }
  if (identity.uid == 0 || identity.gid == 0) {
    return base::Unexpected(base::permanent("refusing to run as root: set another user and group"));
  }
  const std::uint64_t kept = identity.keep_set_id_caps ? kSetIdCapabilities : 0;
  drop_bounding_set(0);  // limits what execve(2) may give, not what we keep
  if (::prctl(PR_SET_KEEPCAPS, identity.keep_set_id_caps ? 1 : 0, 0, 0, 0) != 0 ||
      ::setgroups(identity.groups.size(), identity.groups.data()) != 0 ||
      ::setresgid(identity.gid, identity.gid, identity.gid) != 0 ||
      ::setresuid(identity.uid, identity.uid, identity.uid) != 0 || !set_capabilities(kept)) {
    return base::Unexpected(base::system_error("cannot become user " + std::to_string(identity.uid), errno));
  }
  ::prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
  if (!identity.keep_set_id_caps && ::setuid(0) == 0) {
    return base::Unexpected(base::internal("root could be regained after dropping it"));
  }
  return {};
}

base::Result<void> keep_only_set_id_caps() {
  drop_bounding_set(0);
  if (!set_capabilities(effective_capabilities() & kSetIdCapabilities)) {
    return base::Unexpected(base::system_error("cannot give up capabilities", errno));
  }
  return {};
}

bool has_set_id_caps() {
  return (effective_capabilities() & kSetIdCapabilities) == kSetIdCapabilities;
}

}  // namespace dovetail::daemon
