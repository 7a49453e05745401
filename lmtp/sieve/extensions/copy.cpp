// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/copy.hpp"

namespace dovetail::lmtp::sieve {

Extension copy_extension() {
  Extension extension;
  extension.name = "copy";
  extension.tags = {{.name = "copy", .commands = {"fileinto", "redirect", "pipe"}}};
  return extension;
}

}  // namespace dovetail::lmtp::sieve
