// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/result.hpp"
#include "policy/greylist/settings.hpp"
#include "policy/greylist/store.hpp"
#include "policy/greylist/store_lock.hpp"

namespace dovetail::policy::greylist {

// The greylist store that the settings name, with the lock on its file.
struct OpenedStore {
  std::unique_ptr<Store> store;
  StoreLock lock;               // SQLite
  std::string checkpoint_path;  // SQLite: the file whose log somebody must bring to disk; "" elsewhere
};

enum class Sharing {
  alone,   // this process is the only one
  shared,  // one process a connection (spawn(8)): slower, since others write, too; never together with an `alone`
};

// A MariaDB server need not answer yet; an SQLite file must be there or be made, but where the disk is full or may not
// be written a StandInStore keeps its place (its trouble() is not empty). The clock must outlive the store.
base::Result<OpenedStore> open_store(const Settings& settings, const base::Clock& clock,
                                     Sharing sharing = Sharing::alone);

// The database setting as it may be shown: a path, or of a server its hosts and the database's name alone.
std::string shown_database(const std::string& database);

// Where the database setting names a MariaDB server: "host=… dbname=…".
bool names_mariadb(const std::string& database);

}  // namespace dovetail::policy::greylist
