// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "libcommon/base/clock.hpp"
#include "libcommon/sql/connection.hpp"
#include "libcommon/table/answer.hpp"
#include "libcommon/table/maps/map.hpp"

namespace dovetail::table::maps {

// Lookups without a daemon: no cache, every query waits for its answer. For the command line. One thread.
class DirectLookups {
 public:
  explicit DirectLookups(const base::Clock& clock) : clock_(clock) {}

  Answer ask(std::shared_ptr<const Map> map, std::string_view key, bool exact = false);

 private:
  Answer ask_table(const Table& table, std::string_view key);

  const base::Clock& clock_;
  std::map<std::string, std::unique_ptr<sql::Connection>> connections_;  // by MariadbTable::source_key
};

// One query of a table on a connection: repeated once on a new one if it turns out lost, unless it is a CALL.
Answer ask_server(const MariadbTable& table, sql::Connection& connection, std::string_view key);

}  // namespace dovetail::table::maps
