// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "libcommon/sql/database.hpp"

namespace dovetail::sql {

struct SqliteOptions {
  enum class Access { readonly, write, create };   // create: also makes the file (mode 0600 less umask), not its folder
  enum class Journal { keep, wal, truncate };      // keep: as the file has it
  enum class Synchronous { off, normal, full };    // PRAGMA synchronous; normal with WAL loses no consistency

  std::string path{};   // or ":memory:"
  Access access = Access::create;
  Journal journal = Journal::keep;
  Synchronous synchronous = Synchronous::normal;
  // How long a lock of another process is waited for; this blocks the thread: at most 50 ms on a loop thread.
  std::chrono::milliseconds busy_timeout{1000};
  std::chrono::milliseconds time_limit{0};   // of one statement, then Failure::timed_out; 0: none
  std::optional<int> cache_kib{};      // page cache; SQLite's own default is 2 MiB
  std::optional<int> autocheckpoint_pages{};   // WAL pages after which it is copied back; SQLite's default is 1000
  bool foreign_keys = true;
  bool immutable = false;   // promise that nobody changes the file: no locks at all, later changes go unseen
};

// Opens, sets the options, and reads the file once, so that what is no database fails here. Failure::refused names
// the case of a WAL file in a folder that the reader cannot write.
base::Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options);

}  // namespace dovetail::sql
