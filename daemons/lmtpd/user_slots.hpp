// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

namespace dovetail::lmtpd {

// Deliveries in work per user, for lmtp_user_concurrency_limit; counted from RCPT on. Loop thread.
class UserSlots {
 public:
  // Holds one delivery's place until it is destroyed. The UserSlots must outlive it.
  class Slot {
   public:
    Slot() = default;
    Slot(UserSlots& slots, std::string user);
    Slot(Slot&& other) noexcept
        : slots_(std::exchange(other.slots_, nullptr)), user_(std::move(other.user_)) {}
    Slot& operator=(Slot&& other) noexcept;
    ~Slot();

   private:
    UserSlots* slots_ = nullptr;
    std::string user_;
  };

  std::size_t in_use(const std::string& user) const;
  Slot take(std::string user) { return {*this, std::move(user)}; }

 private:
  std::unordered_map<std::string, std::size_t> counts_;
};

}  // namespace dovetail::lmtpd
