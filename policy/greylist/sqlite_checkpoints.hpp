// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "libcommon/sql/database.hpp"

namespace dovetail::policy::greylist {

// Brings the write-ahead log of a greylist file to disk (fsync) and back into the file, on a connection of
// its own so that no batch waits for the disk. What is older than the last run() survives a power cut. One
// thread, not the store's; an in-memory database has none.
class SqliteCheckpoints {
 public:
  explicit SqliteCheckpoints(std::string path) : path_(std::move(path)) {}

  base::Result<void> run();  // opens the file at first use

 private:
  std::string path_;
  std::unique_ptr<sql::Database> database_;
};

}  // namespace dovetail::policy::greylist
