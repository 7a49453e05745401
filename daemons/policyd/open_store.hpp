// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/result.hpp"
#include "libcommon/event/unique_fd.hpp"
#include "policy/greylist/settings.hpp"
#include "policy/greylist/store.hpp"

namespace dovetail::policyd {

// The greylist store that the settings name, with the lock that keeps a second daemon away from its file.
struct OpenedStore {
  std::unique_ptr<policy::greylist::Store> store;
  event::UniqueFd lock;         // open as long as the store is used
  std::string checkpoint_path;  // SQLite: the file whose log somebody must bring to disk; "" elsewhere
};

// A MariaDB server need not answer yet; an SQLite file must be there or be made.
base::Result<OpenedStore> open_store(const policy::greylist::Settings& settings, const base::Clock& clock);

// The lock of a store's file ("PATH.lock", flock(2)); the error names the path as Postgrey does.
base::Result<event::UniqueFd> lock_store(const std::string& path);

}  // namespace dovetail::policyd
