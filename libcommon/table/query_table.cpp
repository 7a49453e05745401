// SPDX-License-Identifier: MIT
#include "libcommon/table/query_table.hpp"

#include <algorithm>
#include <vector>

#include "libcommon/base/text.hpp"
#include "libcommon/sql/failure.hpp"
#include "libcommon/table/result_join.hpp"

namespace dovetail::table {
namespace {

base::Error said(base::ErrorKind kind, std::string text) {
  return {kind, 0, text, text};
}

// The words a peer gets to see; the engine's own are in the detail.
base::Error for_peer(base::Error error) {
  if (!error.text.empty()) return error;
  switch (sql::failure_of(error)) {
    case sql::Failure::query:
      error.text = "query failed: error in the table file or in the schema";
      break;
    case sql::Failure::lost:
    case sql::Failure::unreachable:
      error.text = "database is not available";
      break;
    case sql::Failure::busy:
      error.text = "database is busy";
      break;
    case sql::Failure::timed_out:
      error.text = "query took too long";
      error.code = kTimedOut;
      break;
    default:
      error.text = "database error";
  }
  return error;
}

// Rows of one result into `join`; sqlite_table(5) takes the first column only, mysql_table(5) all of them.
base::Result<void> add_rows(sql::Statement& statement, bool first_column_only, ResultJoin& join) {
  for (;;) {
    auto row = statement.step();
    if (!row) return base::Unexpected(std::move(row).error());
    if (!*row) return {};
    const int columns = first_column_only ? std::min(1, statement.columns()) : statement.columns();
    for (int i = 0; i < columns; ++i) {
      if (statement.is_null(i)) continue;
      if (!join.add(statement.text(i))) return {};
    }
  }
}

bool begins_with_word(std::string_view sql, std::string_view word) {
  const auto words = base::words(sql.substr(0, 256));
  return !words.empty() && base::equals_ignoring_case(words[0].substr(0, words[0].find('(')), word);
}

}  // namespace

base::Result<QueryTable> QueryTable::make(const Settings& settings, DomainList domains,
                                          sql::Dialect dialect) {
  auto query = Template::query(settings.query);
  if (!query) return base::Unexpected(base::with_context(std::move(query).error(), "query"));
  auto format = Template::result_format(settings.result_format);
  if (!format) return base::Unexpected(base::with_context(std::move(format).error(), "result_format"));
  return QueryTable(*std::move(query), *std::move(format), settings, std::move(domains), dialect);
}

QueryTable::QueryTable(Template query, Template format, Settings settings, DomainList domains,
                       sql::Dialect dialect)
    : query_(std::move(query)),
      format_(std::move(format)),
      settings_(std::move(settings)),
      domains_(std::move(domains)),
      key_needs_(query_.needs_of_key()),
      value_needs_(format_.needs_of_value()),
      dialect_(dialect),
      bound_(bind_form(query_, dialect)),
      unquoted_(table::has_unquoted_part(query_, dialect)),
      call_(begins_with_word(settings_.query, "call")) {
  key_needs_.add(format_.needs_of_key());
  if (bound_ && dialect_ == sql::Dialect::mariadb) join();
}

bool QueryTable::may_hold(std::string_view key) const {
  if (key.empty() || key.find('\0') != std::string_view::npos) return false;
  const Parts parts(key);
  if (domains_.restricts() &&
      (!parts.domain || parts.user.empty() || !domains_.contains(*parts.domain))) {
    return false;
  }
  return key_needs_.met_by(parts);
}

base::Result<sql::Statement> QueryTable::start(sql::Database& database, const Parts& key) const {
  if (bound_) {
    auto prepared = database.prepare(bound_->sql);
    if (prepared) {
      std::string value;
      for (std::size_t i = 0; i < bound_->values.size(); ++i) {
        value.clear();
        expand(bound_->values[i], key, key, value);
        prepared->bind(static_cast<int>(i) + 1, value);
      }
      return prepared;
    }
    // Where no parameter is allowed at this place of a statement the text form may still work; if the
    // statement is plainly wrong it fails the same way.
    if (sql::failure_of(prepared.error()) != sql::Failure::query) return prepared;
  }
  std::string text;
  for (const Template::Piece& piece : query_.pieces()) {
    const std::string_view part = piece_text(piece, key, key);
    text += piece.kind == Template::Kind::literal ? std::string(part) : database.escape(part);
  }
  return database.query(text);
}

Answer QueryTable::lookup(sql::Database& database, std::string_view key) const {
  if (!may_hold(key)) return not_found();
  const Parts parts(key);
  auto statement = start(database, parts);
  if (!statement) return base::Unexpected(for_peer(std::move(statement).error()));
  return finish(*statement, key);
}

void QueryTable::add_values(std::string_view key, std::vector<std::string>& values) const {
  const Parts parts(key);
  for (const Template& value : bound_->values)
    expand(value, parts, parts, values.emplace_back());
}

bool QueryTable::send(sql::Pipeline& pipeline, std::string_view key) const {
  if (!bound_) return false;
  std::vector<std::string> values;
  add_values(key, values);
  return pipeline.add(bound_->sql, std::vector<std::string_view>(values.begin(), values.end()));
}

Answer QueryTable::finish(sql::Statement& statement, std::string_view key) const {
  const Parts parts(key);
  ResultJoin join(format_, value_needs_, settings_.expansion_limit, parts);
  const bool sqlite = dialect_ == sql::Dialect::sqlite;
  int results_with_columns = 0;
  for (;;) {
    if (statement.columns() > 0 && ++results_with_columns > 1) {
      return base::Unexpected(said(base::ErrorKind::permanent, "more than one result set"));
    }
    if (auto added = add_rows(statement, sqlite, join); !added) {
      return base::Unexpected(for_peer(std::move(added).error()));
    }
    if (statement.columns() > 0 && results_with_columns == 0) ++results_with_columns;
    if (sqlite) break;
    auto more = statement.next_result();
    if (!more) return base::Unexpected(for_peer(std::move(more).error()));
    if (!*more) break;
  }
  if (!sqlite && results_with_columns == 0 && settings_.require_result_set) {
    return base::Unexpected(said(base::ErrorKind::permanent, "the statement returned no result set"));
  }
  return join.take();
}

}  // namespace dovetail::table
