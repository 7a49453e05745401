// SPDX-License-Identifier: MIT
#include "libcommon/daemon/version.hpp"

namespace dovetail::daemon {

const char* version() {
  return DOVETAIL_VERSION;
}

}  // namespace dovetail::daemon
