// SPDX-License-Identifier: MIT
// The blocking half of sql_query.hpp.
#include <algorithm>

#include "libcommon/sql/failure.hpp"
#include "sasl/passdb/limits.hpp"
#include "sasl/passdb/sql_query.hpp"

namespace dovetail::sasl {

namespace {

base::Result<sql::Statement> as_text(sql::Database& database, const BoundQuery& query) {
  return database.query(query.finished_text(database));
}

base::Result<sql::Statement> as_prepared(sql::Database& database, const BoundQuery& query,
                                         const std::string& text) {
  auto statement = database.prepare(text);
  if (!statement) {
    return statement;
  }
  int parameter = 0;
  for (const std::string& value : query.values) {
    statement->bind(++parameter, value);
  }
  return statement;
}

void read_names(sql::Statement& statement, Rows& into) {
  const int columns = std::min(statement.columns(), static_cast<int>(kMostColumns));
  for (int column = 0; column < columns; ++column) {
    into.names.emplace_back(statement.name(column));
  }
}

}  // namespace

base::Result<Rows> read_rows(sql::Statement& statement, std::size_t most) {
  Rows result;
  while (result.rows.size() < most) {
    const auto more = statement.step();
    if (!more) {
      return base::Unexpected(more.error());
    }
    if (!*more) {
      break;
    }
    if (result.names.empty()) {
      read_names(statement, result);
    }
    auto& row = result.rows.emplace_back();
    for (std::size_t column = 0; column < result.names.size(); ++column) {
      const auto value = statement.optional_text(static_cast<int>(column));
      row.push_back(value ? std::optional<std::string>(*value) : std::nullopt);
    }
  }
  return result;
}

bool send_query(sql::Pipeline& pipeline, const BoundQuery& query) {
  const auto& text = query.prepared_text();
  const std::vector<std::string_view> values(query.values.begin(), query.values.end());
  return text && pipeline.add(*text, values);
}

base::Result<Rows> run_query(sql::Database& database, const BoundQuery& query, std::size_t most) {
  if (const auto& text = query.prepared_text()) {
    auto statement = as_prepared(database, query, *text);
    if (statement) {
      auto rows = read_rows(*statement, most);
      if (rows || sql::failure_of(rows.error()) != sql::Failure::query) {
        return rows;
      }
    } else if (sql::failure_of(statement.error()) != sql::Failure::query) {
      return base::Unexpected(std::move(statement).error());
    }
    // Some statements a server takes as text only (a parameter after LIMIT, for one): once more in that form.
  }
  auto statement = as_text(database, query);
  if (!statement) {
    return base::Unexpected(std::move(statement).error());
  }
  return read_rows(*statement, most);
}

}  // namespace dovetail::sasl
