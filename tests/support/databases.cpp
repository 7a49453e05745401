// SPDX-License-Identifier: MIT
#include "tests/support/databases.hpp"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace dovetail::test {
namespace {

std::string server_socket() {
  const char* path = std::getenv("DOVETAIL_TEST_MARIADB");
  return path != nullptr && ::access(path, F_OK) == 0 ? path : "";
}

std::unique_ptr<sql::Database> opened(base::Result<std::unique_ptr<sql::Database>> result) {
  if (!result) {
    throw std::runtime_error(result.error().detail);
  }
  return *std::move(result);
}

std::unique_ptr<sql::Database> server_connection() {
  return opened(sql::open_mariadb({server_socket()}, {.user = "root"}));
}

void run(sql::Database& database, const std::string& text) {
  if (auto done = database.execute(text); !done) {
    throw std::runtime_error(done.error().detail);
  }
}

}  // namespace

std::vector<std::string> sql_engines() {
  std::vector<std::string> engines{"sqlite-memory", "sqlite-file"};
  if (!server_socket().empty()) {
    engines.emplace_back("mariadb");
  } else if (static bool said = false; !std::exchange(said, true)) {
    std::fprintf(stderr, "SKIPPED: MariaDB (no server behind $DOVETAIL_TEST_MARIADB)\n");
  }
  return engines;
}

ScratchDatabase::ScratchDatabase(const std::string& engine) : engine_(engine) {
  if (engine == "mariadb") {
    static std::atomic<int> number{0};
    name_ = "scratch_" + std::to_string(::getpid()) + "_" + std::to_string(++number);
    auto server = server_connection();
    run(*server, "DROP DATABASE IF EXISTS " + name_);
    run(*server, "CREATE DATABASE " + name_ + " CHARACTER SET utf8mb4");
    source_ = sql::MariadbCluster{{{server_socket()}}, {.user = "root", .database = name_}};
  } else {
    source_ = sql::SqliteOptions{.path = engine == "sqlite-memory" ? ":memory:" : folder_ / "scratch.sqlite",
                                 .journal = sql::SqliteOptions::Journal::wal,
                                 .synchronous = sql::SqliteOptions::Synchronous::off};
  }
  database_ = open();
}

ScratchDatabase::~ScratchDatabase() {
  database_.reset();
  if (!name_.empty()) {
    run(*server_connection(), "DROP DATABASE IF EXISTS " + name_);
  }
}

std::unique_ptr<sql::Database> ScratchDatabase::open() const {
  if (const auto* cluster = std::get_if<sql::MariadbCluster>(&source_)) {
    return opened(sql::open_mariadb(cluster->hosts.front(), cluster->options));
  }
  return opened(sql::open_sqlite(std::get<sql::SqliteOptions>(source_)));
}

}  // namespace dovetail::test
