// SPDX-License-Identifier: MIT
#include "libcommon/authclient/pending_lookup.hpp"

#include <utility>

namespace dovetail::authclient {

PendingLookup::Outcome PendingLookup::failed(base::Error error) const {
  if (kind == Kind::list) {
    return Names(base::Unexpected(std::move(error)));
  }
  return UserOutcome(base::Unexpected(std::move(error)));
}

void PendingLookup::answer(Outcome outcome) {
  if (!watch.alive()) {
    return;
  }
  if (kind == Kind::list) {
    list_done(std::get<Names>(std::move(outcome)));
  } else {
    done(std::get<UserOutcome>(std::move(outcome)));
  }
}

}  // namespace dovetail::authclient
