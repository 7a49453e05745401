// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/user_slots.hpp"

namespace dovetail::lmtpd {

UserSlots::Slot::Slot(UserSlots& slots, std::string user) : slots_(&slots), user_(std::move(user)) {
  ++slots_->counts_[user_];
}

UserSlots::Slot& UserSlots::Slot::operator=(Slot&& other) noexcept {
  std::swap(slots_, other.slots_);
  std::swap(user_, other.user_);
  return *this;
}

UserSlots::Slot::~Slot() {
  if (slots_ == nullptr) {
    return;
  }
  const auto count = slots_->counts_.find(user_);
  if (--count->second == 0) {
    slots_->counts_.erase(count);
  }
}

std::size_t UserSlots::in_use(const std::string& user) const {
  const auto count = counts_.find(user);
  return count == counts_.end() ? 0 : count->second;
}

}  // namespace dovetail::lmtpd
