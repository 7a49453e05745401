// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/base/clock.hpp"
#include "policy/greylist/case.hpp"
#include "policy/greylist/recent_instances.hpp"
#include "policy/greylist/settings.hpp"

namespace dovetail::policy::greylist {

// The verdict about a case whose client is on the auto-whitelist; nothing if it is not. `client` may be null.
std::optional<Verdict> judge_client(const Settings& settings, const Case& one, ClientEntry* client);

// The verdict by its triplet; brings both records up to date. `client` null: not counted. `clock` is the real
// time, for the header's date.
Verdict judge_triplet(const Settings& settings, const Case& one, ClientEntry* client, TripletEntry& triplet,
                      RecentInstances& instances, base::WallTime clock);

}  // namespace dovetail::policy::greylist
