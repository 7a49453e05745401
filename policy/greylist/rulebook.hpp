// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "policy/greylist/settings.hpp"
#include "policy/greylist/whitelists.hpp"

namespace dovetail::policy::greylist {

// What a reload replaces as a whole; a batch uses one from its beginning to its end. Unchanged once made:
// safe from any thread.
struct Rulebook {
  Settings settings;
  std::unique_ptr<const Whitelists> lists;
  bool allow_test_time = false;  // policy_test_time=SECONDS in a request replaces the clock: for tests only,
                                 // since any peer could poison the records with it
};

}  // namespace dovetail::policy::greylist
