// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/direct.hpp"

#include <thread>

#include "libcommon/sql/failure.hpp"
#include "libcommon/table/maps/walk.hpp"

namespace dovetail::table::maps {
namespace {

constexpr int kLockTries = 100;
constexpr std::chrono::milliseconds kLockRetry{20};

// A writer's lock is waited for, two seconds at most.
Answer ask_file(SqliteTable& table, std::string_view key) {
  for (int tries = 1;; ++tries) {
    Answer answer = table.lookup(key);
    const bool locked = !answer && sql::failure_of(answer.error()) == sql::Failure::busy;
    if (!locked || tries == kLockTries) return answer;
    std::this_thread::sleep_for(kLockRetry);
  }
}

base::Error for_peer(base::Error error) {
  if (error.text.empty()) error.text = "database is not available";
  return error;
}

}  // namespace

Answer ask_server(const MariadbTable& table, sql::Connection& connection, std::string_view key) {
  const auto work = [&](sql::Database& database) { return table.query.lookup(database, key); };
  if (table.query.is_call()) {  // may write: never repeated
    auto database = connection.get();
    return database ? work(**database) : base::Unexpected(for_peer(std::move(database).error()));
  }
  Answer answer = connection.run(work);
  return answer ? answer : base::Unexpected(for_peer(std::move(answer).error()));
}

Answer DirectLookups::ask(std::shared_ptr<const Map> map, std::string_view key, bool exact) {
  Walk walk(std::move(map), key, exact);
  while (const auto question = walk.question()) {
    walk.answer(ask_table(*question->table, question->key));
  }
  return walk.take();
}

Answer DirectLookups::ask_table(const Table& table, std::string_view key) {
  if (const TextTable* text = table.text()) return text->lookup(key);
  if (SqliteTable* sqlite = table.sqlite()) {
    return sqlite->query().may_hold(key) ? ask_file(*sqlite, key) : not_found();
  }
  const MariadbTable& mariadb = *table.mariadb();
  if (!mariadb.query.may_hold(key)) return not_found();
  auto& connection = connections_[mariadb.source_key];
  if (!connection) connection = std::make_unique<sql::Connection>(mariadb.source.cluster, clock_);
  return ask_server(mariadb, *connection, key);
}

}  // namespace dovetail::table::maps
