// SPDX-License-Identifier: MIT
#include "libcommon/maildir/descriptor.hpp"

#include <unistd.h>

namespace dovetail::maildir {

Descriptor::~Descriptor() {
  if (number_ >= 0) {
    ::close(number_);
  }
}

}  // namespace dovetail::maildir
