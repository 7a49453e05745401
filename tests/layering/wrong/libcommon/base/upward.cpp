// SPDX-License-Identifier: MIT
// Proof that the check can fail: base may not know about events.
#include "libcommon/event/loop.hpp"
