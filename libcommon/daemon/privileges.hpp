// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "libcommon/base/result.hpp"

namespace dovetail::daemon {

// Who a daemon is after its start.
struct Identity {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;        // supplementary ones
  bool keep_set_id_caps = false;    // CAP_SETUID and CAP_SETGID stay, for several mail users (lmtpd, quota-status)
};

// Names or bare numbers (without an account, too). An empty group is the account's own; a number without account
// gets the group of the same number. Fails (permanent) for unknown names.
base::Result<Identity> identity_of(const std::string& user, const std::string& group);
base::Result<uid_t> user_id(const std::string& name_or_number);
base::Result<gid_t> group_id(const std::string& name_or_number);

// Started as root: becomes `identity`, for ever, with no capability but the ones named there; fails when the result
// would still be root. Started as anybody else: does nothing. Before the first thread is started.
base::Result<void> become(const Identity& identity);

// Started as somebody else with capabilities, as systemd's AmbientCapabilities= gives them: keeps CAP_SETUID and
// CAP_SETGID for itself, where it has them, and nothing that a child process could inherit or regain; the bounding
// set is emptied where CAP_SETPCAP allows it. Before the first thread is started.
base::Result<void> keep_only_set_id_caps();

// Effective ones of this thread that an lmtpd needs to act for several users.
bool has_set_id_caps();

}  // namespace dovetail::daemon
