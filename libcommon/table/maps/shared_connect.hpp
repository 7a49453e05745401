// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/config/source.hpp"
#include "libcommon/sql/mariadb.hpp"
#include "libcommon/table/cf_file.hpp"

namespace dovetail::table::maps {

// A connection given outside of the table files (`tables_connect`, `connect` of a table): words as in Dovecot's
// connect strings, host= (several count) port= user= password= dbname= option_file= option_group= ssl_ca=
// ssl_ca_path= ssl_cert= ssl_key= ssl_cipher= ssl_verify_server_cert= connect_timeout= read_timeout=
// write_timeout= . For table files that name no hosts, or the same ones: its password is for no other server.
struct SharedConnect {
  std::vector<sql::MariadbHost> hosts{{}};  // at least one; no host= is the library's default
  sql::MariadbOptions options;              // as mysql_table(5) has them where there is no word
  std::vector<Problem> problems;            // a word that is unknown or wrong is an error

  // `patience`: the time-outs for reading and writing that hold without words.
  static SharedConnect parse(std::string_view text, const config::FileSource& files,
                             std::chrono::seconds patience = std::chrono::seconds(10));
};

}  // namespace dovetail::table::maps
