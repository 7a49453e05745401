// SPDX-License-Identifier: MIT
#include "sasl/sql_settings.hpp"

#include <algorithm>
#include <array>

#include "libcommon/base/text.hpp"
#include "libcommon/config/reader.hpp"
#include "sasl/sql_connect.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::string_view kPasswordQuery =
    "SELECT username, domain, password FROM users WHERE username = '%n' AND domain = '%d'";
constexpr std::string_view kUserQuery =
    "SELECT home, uid, gid FROM users WHERE username = '%n' AND domain = '%d'";
constexpr std::string_view kIterateQuery = "SELECT username, domain FROM users";
constexpr std::string_view kUpdateQuery =
    "UPDATE users SET password = '%w' WHERE username = '%n' AND domain = '%d'";

constexpr std::array<std::string_view, 8> kKeys = {
    "driver",        "connect",      "password_query",      "user_query",
    "iterate_query", "update_query", "default_pass_scheme", "userdb_warning_disable"};

void check_keys(const config::Section& section, config::Findings& findings) {
  for (const config::Setting& setting : section.settings()) {
    if (std::find(kKeys.begin(), kKeys.end(), setting.key) == kKeys.end()) {
      findings.error(setting.where, "Unknown setting: " + setting.key);
    }
  }
}

std::optional<sql::Dialect> dialect_of(const config::Section& section, const std::string& path,
                                       config::Findings& findings) {
  const config::Setting* driver = section.find("driver");
  if (driver == nullptr) {
    findings.error(config::Position{path, 0}, "driver is missing (mysql or sqlite)");
    return std::nullopt;
  }
  if (driver->value.text == "mysql") {
    return sql::Dialect::mariadb;
  }
  if (driver->value.text == "sqlite") {
    return sql::Dialect::sqlite;
  }
  findings.error(driver->where,
                 "driver " + driver->value.text + " is not supported: use mysql (MariaDB) or sqlite");
  return std::nullopt;
}

}  // namespace

std::optional<SqlSettings> read_sql_settings(const std::string& path, const config::FileSource& files,
                                             config::Findings& findings) {
  const std::size_t errors = findings.errors();
  const config::Section section = config::read_driver_file(path, files, findings);
  if (findings.errors() != errors) {
    return std::nullopt;
  }
  check_keys(section, findings);
  const auto dialect = dialect_of(section, path, findings);
  if (!dialect) {
    return std::nullopt;
  }
  SqlSettings settings;
  settings.file = path;
  settings.dialect = *dialect;
  const config::Setting* connect = section.find("connect");
  if (connect == nullptr) {
    findings.error(config::Position{path, 0}, "connect is missing");
    return std::nullopt;
  }
  if (*dialect == sql::Dialect::sqlite) {
    settings.source = sqlite_source(connect->value.text);
  } else {
    auto cluster = mariadb_source(*connect, files, findings);
    settings.most_connections = cluster.most_connections;
    settings.source = std::move(cluster.cluster);
  }
  settings.default_pass_scheme = base::uppered(section.text("default_pass_scheme", "MD5"));
  settings.password_query = section.text("password_query", kPasswordQuery);
  settings.user_query = section.text("user_query", kUserQuery);
  settings.iterate_query = section.text("iterate_query", kIterateQuery);
  settings.update_query = section.text("update_query", kUpdateQuery);
  return findings.errors() == errors ? std::optional(std::move(settings)) : std::nullopt;
}

}  // namespace dovetail::sasl
