// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include "libcommon/config/findings.hpp"
#include "libcommon/config/section.hpp"
#include "libcommon/config/source.hpp"
#include "libcommon/sql/connection.hpp"

namespace dovetail::sasl {

// The `connect` setting of dovecot-sql.conf.ext. SQLite: the path, then perhaps journal_mode= and readonly=.
sql::SqliteOptions sqlite_source(std::string_view connect);

// MariaDB: words name=value; host= may be repeated. What is not said is as in Dovecot: 30 s of silence, 5 connections,
// which is what maxconns=0 means, too.
struct MariadbConnect {
  sql::MariadbCluster cluster;
  std::size_t most_connections = 5;
};
MariadbConnect mariadb_source(const config::Setting& connect, const config::FileSource& files,
                              config::Findings& findings);

}  // namespace dovetail::sasl
