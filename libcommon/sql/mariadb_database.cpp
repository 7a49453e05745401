// SPDX-License-Identifier: MIT
#include "libcommon/sql/mariadb_database.hpp"

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/mariadb_cursor.hpp"
#include "libcommon/sql/mariadb_text_cursor.hpp"

namespace dovetail::sql {

MariadbDatabase::MariadbDatabase(MariadbHandle handle, std::string description, const MariadbOptions& options)
    : description_(std::move(description)) {
  link_.handle = std::move(handle);
  link_.read_timeout = options.read_timeout;
  if (MariadbPipeline::possible(link_.handle.get())) {
    pipeline_.emplace(link_, cache_);
  }
}

base::Result<std::unique_ptr<PreparedCursor>> MariadbDatabase::compile(std::string_view query) {
  const auto begun = std::chrono::steady_clock::now();
  MariadbStatementHandle statement(mysql_stmt_init(link_.handle.get()));
  if (statement == nullptr) {
    return base::Unexpected(make_error(Failure::other, "cannot prepare: out of memory"));
  }
  if (mysql_stmt_prepare(statement.get(), query.data(), query.size()) != 0) {
    return base::Unexpected(link_.judged(mariadb_error(statement.get(), "cannot prepare"), begun));
  }
  return std::unique_ptr<PreparedCursor>(std::make_unique<MariadbCursor>(link_, std::move(statement), query));
}

base::Result<Statement> MariadbDatabase::prepare(std::string_view query) {
  if (PreparedCursor* known = cache_.take(query)) {
    return Statement(known);
  }
  auto cursor = compile(query);
  if (!cursor) {
    return base::Unexpected(std::move(cursor).error());
  }
  return Statement(cache_.adopt(*std::move(cursor)));
}

base::Result<Statement> MariadbDatabase::query(std::string_view text) {
  auto cursor = std::make_unique<MariadbTextCursor>(link_);
  if (auto sent = cursor->run(text); !sent) {
    return base::Unexpected(std::move(sent).error());
  }
  return Statement(cursor.release());
}

std::string MariadbDatabase::escape(std::string_view value) {
  std::string out(value.size() * 2 + 1, '\0');  // as mysql_real_escape_string(3) demands
  out.resize(mysql_real_escape_string(link_.handle.get(), out.data(), value.data(), value.size()));
  return out;
}

base::Result<void> MariadbDatabase::execute(std::string_view text) {
  auto statement = query(text);
  return statement ? statement->execute() : base::Unexpected(std::move(statement).error());
}

base::Result<void> MariadbDatabase::begin(Begin mode) {
  return execute(mode == Begin::immediate ? "START TRANSACTION" : "START TRANSACTION READ ONLY");
}

base::Result<void> MariadbDatabase::commit() {
  return link_.run("cannot commit", [](MYSQL* handle) { return mysql_commit(handle); });
}

void MariadbDatabase::rollback() noexcept {
  if (!link_.broken) {
    mysql_rollback(link_.handle.get());
  }
}

base::Result<void> MariadbDatabase::ping() {
  return link_.run("no answer", [](MYSQL* handle) { return mysql_ping(handle); });
}

}  // namespace dovetail::sql
