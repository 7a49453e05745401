// SPDX-License-Identifier: MIT
#pragma once

namespace dovetail::daemon {

const char* version();  // of the suite, "0.1.0"

}  // namespace dovetail::daemon
