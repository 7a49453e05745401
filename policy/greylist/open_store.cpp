// SPDX-License-Identifier: MIT
#include "policy/greylist/open_store.hpp"

#include <unistd.h>
#include <cerrno>

#include "libcommon/base/text.hpp"
#include "libcommon/config/reader.hpp"
#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/schema.hpp"
#include "libcommon/sql/sqlite.hpp"
#include "policy/greylist/mariadb_store.hpp"
#include "policy/greylist/shared_sqlite_store.hpp"
#include "policy/greylist/sqlite_store.hpp"
#include "policy/greylist/stand_in_store.hpp"

namespace dovetail::policy::greylist {
namespace {

using base::permanent;
using base::Unexpected;

// Nothing blocks a worker for longer than a request may wait, as far as the library allows.
constexpr std::chrono::seconds kPatience{2};

base::Result<void> take_word(sql::MariadbCluster& cluster, const std::string& key, const std::string& value) {
  sql::MariadbOptions& o = cluster.options;
  const auto number = [&](auto& member) {
    const auto parsed = base::to_number<unsigned>(value);
    if (parsed) member = static_cast<std::remove_reference_t<decltype(member)>>(*parsed);
    return parsed.has_value();
  };
  bool right = true;
  if (key == "host") {
    cluster.hosts.push_back({.name = value});
  } else if (key == "port") {
    unsigned port = 0;
    right = number(port);
    for (auto& host : cluster.hosts) {
      if (host.port == 0) host.port = port;
    }
  } else if (key == "dbname") {
    o.database = value;
  } else if (key == "user") {
    o.user = value;
  } else if (key == "password") {
    auto secret = config::read_secret(value, config::DiskSource());
    if (!secret) return Unexpected(std::move(secret).error());
    o.password = *secret;
  } else if (key == "option_file") {
    o.option_file = value;
  } else if (key == "option_group") {
    o.option_group = value;
  } else if (key == "ssl_ca") {
    o.tls.ca_file = value;
  } else if (key == "ssl_ca_path") {
    o.tls.ca_folder = value;
  } else if (key == "ssl_cipher") {
    o.tls.ciphers = value;
  } else if (key == "ssl_verify_server_cert") {
    o.tls.verify_certificate = value == "yes";
    right = value == "yes" || value == "no";
  } else if (key == "ssl_cert") {
    o.tls.certificate_file = value;
  } else if (key == "ssl_key") {
    o.tls.key_file = value;
  } else {
    right = false;
  }
  return right ? base::Result<void>() : Unexpected(permanent("greylist_database: cannot use " + key));
}

base::Result<sql::MariadbCluster> read_cluster(const Settings& settings) {
  sql::MariadbCluster cluster;
  cluster.options.connect_timeout = kPatience;
  cluster.options.read_timeout = kPatience;
  cluster.options.write_timeout = kPatience;
  cluster.options.charset = "binary";
  for (const auto& [key, value] : config::connect_words(settings.database)) {
    if (auto taken = take_word(cluster, key, value); !taken) return Unexpected(std::move(taken).error());
  }
  if (!settings.database_password.empty()) {
    auto secret = settings.database_password.read(config::DiskSource());
    if (!secret) return Unexpected(std::move(secret).error());
    cluster.options.password = std::move(*secret);
  }
  if (cluster.options.database.empty()) return Unexpected(permanent("greylist_database: dbname= is missing"));
  return cluster;
}

// Not read only: SQLite would open the file so, and never write it although the file system may be writable later.
base::Result<std::unique_ptr<Store>> open_file(const std::string& path) {
  if (::access(path.c_str(), W_OK) != 0 && errno == EROFS) {
    return Unexpected(sql::make_error(sql::Failure::readonly, "cannot write " + path + ": Read-only file system"));
  }
  auto store = SqliteStore::open(path);
  if (!store) return Unexpected(base::with_context(store.error(), "cannot open " + path));
  return base::Result<std::unique_ptr<Store>>(std::move(*store));
}

base::Result<std::unique_ptr<Store>> open_memory() {
  auto database = sql::open_sqlite({.path = ":memory:", .access = sql::SqliteOptions::Access::create});
  if (!database) return Unexpected(std::move(database).error());
  if (auto schema = sql::apply_schema(**database, "greylist"); !schema) return Unexpected(schema.error());
  auto store = SqliteStore::over(std::move(*database));
  if (!store) return Unexpected(std::move(store).error());
  return base::Result<std::unique_ptr<Store>>(std::move(*store));
}

// The file as it is, to be read only. SQLite needs its -shm file for that, or the word that nobody writes, which the
// lock says; then what stands in the -wal alone is not seen. Null: it cannot be read.
std::unique_ptr<Store> open_older(const std::string& path) {
  for (const bool immutable : {false, true}) {
    auto database =
        sql::open_sqlite({.path = path, .access = sql::SqliteOptions::Access::readonly, .immutable = immutable});
    if (!database) continue;
    if (auto store = SqliteStore::over(std::move(*database))) return std::move(*store);
  }
  return nullptr;
}

// A moment of the machine's, not a mistake of the administrator's.
bool may_pass(const base::Error& error) {
  const auto failure = sql::failure_of(error);
  return failure == sql::Failure::full || failure == sql::Failure::readonly || failure == sql::Failure::other;
}

// Where the disk is full now, or the file locked, each batch tries anew.
base::Result<OpenedStore> open_shared(const std::string& path) {
  OpenedStore opened;
  auto lock = StoreLock::share(path);
  if (!lock) return Unexpected(std::move(lock).error());
  opened.lock = std::move(*lock);
  opened.checkpoint_path = path;
  auto store = SharedSqliteStore::open(path);
  if (store) {
    opened.store = std::move(*store);
  } else if (may_pass(store.error()) || sql::failure_of(store.error()) == sql::Failure::busy) {
    opened.store = SharedSqliteStore::unopened(path);
  } else {
    return Unexpected(base::with_context(store.error(), "cannot open " + path));
  }
  return opened;
}

}  // namespace

bool names_mariadb(const std::string& database) {
  return !database.starts_with('/') && database.find("dbname=") != std::string::npos;
}

std::string shown_database(const std::string& database) {
  if (!names_mariadb(database)) return database;
  std::string shown;
  for (const auto& [key, value] : config::connect_words(database)) {
    if (key != "host" && key != "dbname") continue;
    shown.append(shown.empty() ? "" : " ").append(key).append("=").append(value);
  }
  return shown;
}

base::Result<OpenedStore> open_store(const Settings& settings, const base::Clock& clock, Sharing sharing) {
  OpenedStore opened;
  if (names_mariadb(settings.database)) {
    auto cluster = read_cluster(settings);
    if (!cluster) return Unexpected(std::move(cluster).error());
    opened.store = std::make_unique<MariadbStore>(std::move(*cluster), clock);
    return opened;
  }
  if (sharing == Sharing::shared) return open_shared(settings.database);
  auto lock = StoreLock::take(settings.database);
  if (!lock) return Unexpected(std::move(lock).error());
  opened.lock = std::move(*lock);
  opened.checkpoint_path = settings.database;
  auto open = [path = settings.database] { return open_file(path); };
  auto store = open();
  if (store) {
    opened.store = std::move(*store);
    return opened;
  }
  if (!may_pass(store.error())) return Unexpected(std::move(store).error());
  auto memory = open_memory();
  if (!memory) return Unexpected(std::move(memory).error());
  // Not where the file system is read only: SQLite would share the -shm file that is opened so with the real store.
  const bool full = sql::failure_of(store.error()) == sql::Failure::full;
  opened.store = std::make_unique<StandInStore>(std::move(*memory), std::move(open), store.error().detail,
                                                full ? open_older(settings.database) : nullptr);
  return opened;
}

}  // namespace dovetail::policy::greylist
