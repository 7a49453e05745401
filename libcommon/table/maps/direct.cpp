// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/direct.hpp"

#include "libcommon/sql/failure.hpp"
#include "libcommon/table/maps/walk.hpp"

namespace dovetail::table::maps {
namespace {

base::Error for_peer(base::Error error) {
  if (error.text.empty()) error.text = "database is not available";
  return error;
}

}  // namespace

Answer ask_server(const MariadbTable& table, sql::Connection& connection, std::string_view key) {
  for (bool again = !table.query.is_call();; again = false) {
    auto database = connection.get();
    if (!database) return base::Unexpected(for_peer(std::move(database).error()));
    Answer answer = table.query.lookup(**database, key);
    if (answer) return answer;
    if (sql::failure_of(answer.error()) != sql::Failure::lost) return answer;
    connection.forget();
    if (!again) return answer;
  }
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
  if (SqliteTable* sqlite = table.sqlite()) return sqlite->lookup(key, clock_.mono());
  const MariadbTable& mariadb = *table.mariadb();
  if (!mariadb.query.may_hold(key)) return not_found();
  auto& connection = connections_[mariadb.source_key];
  if (!connection) connection = std::make_unique<sql::Connection>(mariadb.source.cluster, clock_);
  return ask_server(mariadb, *connection, key);
}

}  // namespace dovetail::table::maps
