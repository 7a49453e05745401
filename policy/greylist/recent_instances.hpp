// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <string>
#include <string_view>

namespace dovetail::policy::greylist {

// The messages (Postfix's `instance`) that lately got a header, so that one with several recipients gets one
// only. As Postgrey the last ten. A plain value: a batch that fails goes back to the copy from before.
class RecentInstances {
 public:
  // True if `instance` is new: it is remembered. One without a name is always new and not remembered.
  bool add(std::string_view instance);

 private:
  std::deque<std::string> last_;
};

}  // namespace dovetail::policy::greylist
