// SPDX-License-Identifier: MIT
#include "policy/greylist/open_store.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/config/reader.hpp"
#include "policy/greylist/mariadb_store.hpp"
#include "policy/greylist/sqlite_store.hpp"

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

}  // namespace

bool names_mariadb(const std::string& database) {
  return !database.starts_with('/') && database.find("dbname=") != std::string::npos;
}

base::Result<OpenedStore> open_store(const Settings& settings, const base::Clock& clock, Sharing sharing) {
  OpenedStore opened;
  if (names_mariadb(settings.database)) {
    auto cluster = read_cluster(settings);
    if (!cluster) return Unexpected(std::move(cluster).error());
    opened.store = std::make_unique<MariadbStore>(std::move(*cluster), clock);
    return opened;
  }
  if (sharing == Sharing::alone) {
    auto lock = StoreLock::take(settings.database);
    if (!lock) return Unexpected(std::move(lock).error());
    opened.lock = std::move(*lock);
    opened.checkpoint_path = settings.database;
  }
  auto store = SqliteStore::open(settings.database, {.shared = sharing == Sharing::shared});
  if (!store) return Unexpected(base::with_context(store.error(), "cannot open " + settings.database));
  opened.store = std::move(*store);
  return opened;
}

}  // namespace dovetail::policy::greylist
