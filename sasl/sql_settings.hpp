// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "libcommon/config/findings.hpp"
#include "libcommon/config/source.hpp"
#include "libcommon/sql/connection.hpp"

namespace dovetail::sasl {

// One dovecot-sql.conf.ext: where the database is and what to ask it.
struct SqlSettings {
  std::string file;  // the configuration file: the same file is one database
  sql::Dialect dialect = sql::Dialect::sqlite;
  sql::Source source;
  std::size_t most_connections = 5;
  std::string default_pass_scheme = "MD5";
  std::string password_query, user_query, iterate_query, update_query;
};

// Reads one; all that is wrong goes to `findings` with file and line. Nothing: it cannot be used.
std::optional<SqlSettings> read_sql_settings(const std::string& path, const config::FileSource& files,
                                             config::Findings& findings);

}  // namespace dovetail::sasl
