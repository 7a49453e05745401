// SPDX-License-Identifier: MIT
#include "libcommon/authclient/user_lookup.hpp"

namespace dovetail::authclient {

std::optional<std::string> UserRecord::field(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (key == name) {
      return value;
    }
  }
  return std::nullopt;
}

}  // namespace dovetail::authclient
