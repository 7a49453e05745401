// SPDX-License-Identifier: MIT
#include "daemons/policyd/open_store.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>

#include "policy/greylist/sqlite_store.hpp"

namespace dovetail::policyd {

using base::Unexpected;

base::Result<event::UniqueFd> lock_store(const std::string& path) {
  const std::string file = path + ".lock";
  event::UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return Unexpected(base::system_error("ERROR: can't open lock file: " + file, errno));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    return Unexpected(base::permanent("ERROR: locked: " + file));
  }
  return fd;
}

base::Result<OpenedStore> open_store(const policy::greylist::Settings& settings, const base::Clock&) {
  OpenedStore opened;
  auto lock = lock_store(settings.database);
  if (!lock) return Unexpected(std::move(lock).error());
  opened.lock = std::move(*lock);
  auto store = policy::greylist::SqliteStore::open(settings.database);
  if (!store) return Unexpected(base::with_context(store.error(), "cannot open " + settings.database));
  opened.store = std::move(*store);
  opened.checkpoint_path = settings.database;
  return opened;
}

}  // namespace dovetail::policyd
