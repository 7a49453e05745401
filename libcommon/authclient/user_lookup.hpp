// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <optional>

#include "libcommon/base/result.hpp"

namespace dovetail::authclient {

// What accompanies a question about a user (spec: auth protocol, info parameters). Empty and 0: left out.
struct LookupContext {
  std::string service{};  // "lmtp", "quota-status"; required
  std::string local_ip{};
  std::string remote_ip{};
  std::uint16_t local_port = 0;
  std::uint16_t remote_port = 0;
  std::string session{};
  bool debug = false;
};

// A user as the auth server knows it: final name and fields in the order given (uid, gid, home, mail, quota_rule,
// whatever the userdb returns); a field without "=" has an empty value.
struct UserRecord {
  std::string user;
  std::vector<std::pair<std::string, std::string>> fields;

  std::optional<std::string> field(std::string_view name) const;  // the first of that name
};

// Found; or not found (no value); or an Error: always temporary, `text` the server's reason if it gave one.
using UserOutcome = base::Result<std::optional<UserRecord>>;

}  // namespace dovetail::authclient
