// SPDX-License-Identifier: MIT
#pragma once

namespace dovetail::daemon {

// Something that must come to rest before the daemon may leave: servers, pools, clients.
class Drain {
 public:
  virtual void shut_down() = 0;      // no new work from now on; what was accepted is finished
  virtual bool at_rest() const = 0;  // nothing left to finish

 protected:
  ~Drain() = default;
};

}  // namespace dovetail::daemon
