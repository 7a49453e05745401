// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/config/source.hpp"
#include "libcommon/sql/connection.hpp"
#include "libcommon/table/cf_file.hpp"
#include "libcommon/table/maps/shared_connect.hpp"
#include "libcommon/table/query_table.hpp"

namespace dovetail::table::maps {

// Where a MariaDB table's database is. Tables with equal sources share one pool of connections.
struct MariadbSource {
  sql::MariadbCluster cluster;
  std::chrono::seconds idle_interval{60};  // unused connections are closed after this

  std::string key() const;       // equal exactly for equal sources; holds the password: never shown
  std::string describe() const;  // hosts and database, for logs
};

// A mysql_table(5) or sqlite_table(5) file, read. `query` is empty if there is an error among the problems.
struct QueryFile {
  std::optional<QueryTable> query;
  std::string sqlite_path;  // sqlite
  MariadbSource mariadb;    // mysql
  std::vector<Problem> problems;
};

QueryFile read_sqlite_file(std::string_view content, const config::FileSource& files);
QueryFile read_mysql_file(std::string_view content, const config::FileSource& files,
                          const SharedConnect& shared);

// The table type that a file without a declared one is for: "sqlite", "mysql", "pgsql", "ldap"; "" if
// unclear.
std::string type_of_file(std::string_view content);

}  // namespace dovetail::table::maps
