// SPDX-License-Identifier: MIT
#include "policy/greylist/recent_instances.hpp"

#include <algorithm>

#include "policy/greylist/limits.hpp"

namespace dovetail::policy::greylist {

bool RecentInstances::add(std::string_view instance) {
  if (instance.empty()) return true;
  instance = instance.substr(0, kMaxValue);
  if (std::find(last_.begin(), last_.end(), instance) != last_.end()) return false;
  last_.emplace_back(instance);
  if (last_.size() > kRememberedInstances) last_.pop_front();
  return true;
}

}  // namespace dovetail::policy::greylist
