// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "libcommon/base/result.hpp"
#include "lmtp/scripts/script_sequence.hpp"

namespace dovetail::lmtp::scripts {

// Where a user's active script is, before anything is opened.
struct PersonalScript {
  std::optional<std::string> file;  // absolute; nothing: no active script
  std::optional<std::string>
      relative;          // the same below the home: then it is opened from the home's descriptor
  std::string log_base;  // path the default user log is named after; "" for a storage directory
  std::string warning;   // why a link was passed over
};

// Reads `sieve` and `sieve_dir`: a plain file; a link to a script of the storage; or a storage with an active
// link (the default: ~/sieve, linked from ~/.dovecot.sieve). The error is permanent: an unusable setting.
base::Result<PersonalScript> find_personal_script(const Locations& locations);

// The directory of a user's scripts, for include and ManageSieve; "" where the location is a plain file.
std::string script_storage(const Locations& locations);

}  // namespace dovetail::lmtp::scripts
