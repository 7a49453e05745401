// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libcommon/sql/connection.hpp"
#include "tests/support/temporary_folder.hpp"

namespace dovetail::test {

// The engines that a store is tested on: "sqlite-memory", "sqlite-file", and "mariadb" where a private server
// runs (environment variable DOVETAIL_TEST_MARIADB: its socket; `ctest` sets it). A missing one is said
// aloud, once.
//   for (const auto& engine : test::sql_engines()) { DYNAMIC_SECTION(engine) { test::ScratchDatabase
//   scratch(engine); … } }
std::vector<std::string> sql_engines();

// An empty database of its own, gone at the end.
class ScratchDatabase {
 public:
  explicit ScratchDatabase(const std::string& engine);
  ~ScratchDatabase();
  ScratchDatabase(const ScratchDatabase&) = delete;
  ScratchDatabase& operator=(const ScratchDatabase&) = delete;

  sql::Database& database() { return *database_; }  // one connection, kept
  sql::Source source() const { return source_; }    // for more of them; in memory: another, empty database
  bool shared() const { return engine_ != "sqlite-memory"; }
  sql::Dialect dialect() const { return database_->dialect(); }
  const TemporaryFolder& folder() const { return folder_; }
  std::unique_ptr<sql::Database> open() const;  // one more connection; throws std::runtime_error

 private:
  std::string engine_;
  TemporaryFolder folder_;
  std::string name_;  // on the server
  sql::Source source_;
  std::unique_ptr<sql::Database> database_;
};

}  // namespace dovetail::test
