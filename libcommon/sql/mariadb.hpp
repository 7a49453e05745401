// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "libcommon/sql/database.hpp"

namespace dovetail::sql {

struct MariadbHost {
  std::string name{};        // a name, an address, or a unix socket's absolute path; "": the library's default
  unsigned port = 0;         // 0: 3306, or as the option file says

  bool is_unix() const { return !name.empty() && name.front() == '/'; }
  bool operator==(const MariadbHost&) const = default;
};

struct MariadbTls {
  std::string ca_file{}, ca_folder{}, certificate_file{}, key_file{}, ciphers{};
  std::optional<bool> verify_certificate{}; // unset: the library's default, "on" for TCP since Connector/C 3.4

  bool operator==(const MariadbTls&) const = default;
};

struct MariadbOptions {
  std::string user{}, password{}, database{};
  std::string charset = "utf8mb4";
  MariadbTls tls{};
  std::string option_file{}, option_group{};      // my.cnf style; read only when named here
  std::chrono::seconds connect_timeout{5};
  std::chrono::seconds read_timeout{10};          // silence of the server in the middle of a query
  std::chrono::seconds write_timeout{10};
  bool read_only = false;                         // SET SESSION TRANSACTION READ ONLY

  bool operator==(const MariadbOptions&) const = default;
};

// Connects to one host (Connection chooses among several). Names are resolved here and block. LOCAL INFILE,
// automatic reconnection and several statements in one text are off; results of CALL are on.
base::Result<std::unique_ptr<Database>> open_mariadb(const MariadbHost& host, const MariadbOptions& options);

}  // namespace dovetail::sql
