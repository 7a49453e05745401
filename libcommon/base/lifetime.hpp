// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

namespace dovetail::base {

// A member whose death can be seen from elsewhere. A question sent to a worker or to another server carries a
// Watch of its session; the answer is dropped when the watch has expired. Watches may be copied and destroyed
// on any thread; ask `alive()` only on the thread that owns the Lifetime.
class Lifetime {
 public:
  class Watch {
   public:
    Watch() = default;
    bool alive() const { return !token_.expired(); }

   private:
    friend class Lifetime;
    explicit Watch(std::weak_ptr<char> token) : token_(std::move(token)) {}
    std::weak_ptr<char> token_;
  };

  Lifetime() : token_(std::make_shared<char>()) {}
  Lifetime(const Lifetime&) = delete;
  Lifetime& operator=(const Lifetime&) = delete;

  Watch watch() const { return Watch(token_); }

 private:
  std::shared_ptr<char> token_;
};

}  // namespace dovetail::base
