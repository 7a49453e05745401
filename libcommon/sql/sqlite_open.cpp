// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/sqlite.hpp"
#include "libcommon/sql/sqlite_database.hpp"
#include "libcommon/wire/quoting.hpp"

namespace dovetail::sql {
namespace {

using Access = SqliteOptions::Access;

bool in_memory(const SqliteOptions& options) {
  return options.path == ":memory:";
}

// Before the first database of the process: nobody reads SQLite's account of its memory, and keeping it costs a
// lock around each of its allocations.
void configure_once() {
  static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(done);
}

// SQLite would make the file readable for all. An existing file keeps its mode; -wal and -shm take it over.
void create_private(const SqliteOptions& options) {
  if (options.access == Access::create && !in_memory(options)) {
    const int file = ::open(options.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) {
      ::close(file);
    }
  }
}

int open_flags(const SqliteOptions& options) {
  constexpr int kCommon = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int uri = options.immutable ? SQLITE_OPEN_URI : 0;
  switch (options.access) {
    case Access::readonly:
      return kCommon | uri | SQLITE_OPEN_READONLY;
    case Access::write:
      return kCommon | uri | SQLITE_OPEN_READWRITE;
    case Access::create:
      break;
  }
  return kCommon | uri | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

std::string name_for_sqlite(const SqliteOptions& options) {
  if (!options.immutable) {
    return options.path;
  }
  // Percent-encoded, so that "?" and "#" in a path stay part of it.
  std::string path;
  for (const char c : options.path) {
    path.append(c == '?' ? "%3f" : c == '#' ? "%23" : wire::percent_encode(std::string_view(&c, 1)));
  }
  return "file:" + path + "?immutable=1";
}

// One row, one column, as text; "" without a row.
base::Result<std::string> pragma(Database& database, const std::string& text) {
  auto statement = database.query("PRAGMA " + text);
  if (!statement) {
    return base::Unexpected(std::move(statement).error());
  }
  auto row = statement->step();
  if (!row) {
    return base::Unexpected(std::move(row).error());
  }
  return std::string(*row ? statement->text(0) : std::string_view{});
}

base::Result<void> set_journal(Database& database, const SqliteOptions& options) {
  if (options.journal == SqliteOptions::Journal::keep || in_memory(options)) {
    return {};
  }
  const std::string wanted = options.journal == SqliteOptions::Journal::wal ? "wal" : "truncate";
  auto mode = pragma(database, "journal_mode");  // asking takes no lock, changing takes the whole file
  if (mode && *mode != wanted) {
    mode = pragma(database, "journal_mode=" + wanted);
  }
  if (!mode) {
    return base::Unexpected(std::move(mode).error());
  }
  if (*mode != wanted) {
    return base::Unexpected(
        make_error(Failure::other, "journal mode stays " + *mode + " instead of " + wanted));
  }
  return {};
}

base::Result<void> set_up(Database& database, const SqliteOptions& options) {
  // Reads the file's head: what is no database, or cannot be read, fails here and not at the first mail.
  if (auto version = pragma(database, "schema_version"); !version) {
    return base::Unexpected(std::move(version).error());
  }
  if (options.access != Access::readonly) {
    if (auto journal = set_journal(database, options); !journal) {
      return journal;
    }
  }
  constexpr const char* kLevels[] = {"OFF", "NORMAL", "FULL"};
  std::string settings = "PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=";
  settings.append(options.foreign_keys ? "ON" : "OFF");
  settings.append("; PRAGMA synchronous=").append(kLevels[static_cast<int>(options.synchronous)]);
  if (options.cache_kib) {
    settings.append("; PRAGMA cache_size=-").append(std::to_string(*options.cache_kib));
  }
  if (options.autocheckpoint_pages) {
    settings.append("; PRAGMA wal_autocheckpoint=").append(std::to_string(*options.autocheckpoint_pages));
  }
  return database.execute(settings);
}

// The commonest trap deserves its own words: a WAL database needs -shm, which a mere reader may not create.
base::Error explained(base::Error error, const SqliteOptions& options) {
  const Failure failure = failure_of(error);
  const bool readable = ::access(options.path.c_str(), R_OK) == 0;
  if (!readable && errno == EACCES) {
    error = make_error(Failure::refused, std::move(error.detail));
  } else if (readable && options.access == Access::readonly &&
             (failure == Failure::unreachable || failure == Failure::readonly || failure == Failure::other)) {
    error =
        make_error(Failure::refused,
                   error.detail +
                       "; a database in WAL mode needs a folder that its readers may write to: give their "
                       "group that right, or set PRAGMA journal_mode=DELETE");
  }
  return base::with_context(std::move(error), "cannot open " + options.path);
}

}  // namespace

base::Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options) {
  configure_once();
  create_private(options);
  sqlite3* raw = nullptr;
  const int result = sqlite3_open_v2(name_for_sqlite(options).c_str(), &raw, open_flags(options), nullptr);
  SqliteHandle handle(raw);  // SQLite gives one even for a failure
  if (result != SQLITE_OK) {
    return base::Unexpected(explained(sqlite_error(raw, result, "open"), options));
  }
  sqlite3_busy_timeout(raw, static_cast<int>(options.busy_timeout.count()));
  auto database = std::make_unique<SqliteDatabase>(std::move(handle), options.path, options.time_limit);
  if (auto ready = set_up(*database, options); !ready) {
    return base::Unexpected(explained(std::move(ready).error(), options));
  }
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace dovetail::sql
