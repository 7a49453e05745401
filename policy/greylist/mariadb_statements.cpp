// SPDX-License-Identifier: MIT
#include "policy/greylist/mariadb_statements.hpp"

#include <algorithm>
#include <bit>

#include "libcommon/crypto/digest.hpp"

namespace dovetail::policy::greylist {
namespace {

constexpr std::size_t kMostRows = 256;  // of one statement

// Statements are kept prepared by their text: sizes are powers of two, so that a few texts do for all
// batches.
std::size_t statement_size(std::size_t rows) {
  return std::min(std::bit_ceil(rows), kMostRows);
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) {
    text.append(i == 0 ? "" : ",").append(part);
  }
  return text;
}

base::Result<std::vector<StoredRow>> all_rows(sql::Statement& statement, bool with_key) {
  std::vector<StoredRow> rows;
  for (auto more = statement.step();; more = statement.step()) {
    if (!more) return base::Unexpected(more.error());
    if (!*more) return rows;
    rows.push_back({std::string(statement.text(0)), statement.integer(1), statement.integer(2),
                    with_key ? std::string(statement.text(3)) : ""});
  }
}

}  // namespace

std::string record_id(std::string_view key) {
  return crypto::digest(crypto::DigestKind::sha256, key).substr(0, 16);
}

base::Result<std::vector<StoredRow>> find_rows(sql::Database& database, const Table& table,
                                               std::span<const std::string> ids) {
  std::vector<StoredRow> found;
  for (std::size_t at = 0; at < ids.size(); at += kMostRows) {
    const auto some = ids.subspan(at, std::min(kMostRows, ids.size() - at));
    const std::size_t size = statement_size(some.size());
    std::string text = "SELECT id, ";
    text.append(table.first).append(", last_seen FROM ").append(table.name);
    auto statement = database.prepare(text + " WHERE id IN (" + repeated("?", size) + ")");
    if (!statement) return base::Unexpected(std::move(statement).error());
    for (std::size_t i = 0; i < size; ++i) {  // what is left over asks for the last one again
      statement->bind_blob(static_cast<int>(i) + 1, some[std::min(i, some.size() - 1)]);
    }
    auto rows = all_rows(*statement, false);
    if (!rows) return rows;
    std::move(rows->begin(), rows->end(), std::back_inserter(found));
  }
  return found;
}

base::Result<std::vector<StoredRow>> rows_after(sql::Database& database, const Table& table,
                                                std::string_view id, std::size_t limit) {
  std::string text = "SELECT id, ";
  text.append(table.first).append(", last_seen, ").append(table.key).append(" FROM ").append(table.name);
  auto statement = database.prepare(text + " WHERE id > ? ORDER BY id LIMIT ?");
  if (!statement) return base::Unexpected(std::move(statement).error());
  statement->bind_blob(1, id).bind(2, static_cast<std::int64_t>(limit));
  return all_rows(*statement, true);
}

base::Result<void> put_rows(sql::Database& database, const Table& table, std::span<const StoredRow> rows,
                            OnConflict conflict) {
  const std::string first(table.first);
  std::string head = "INSERT INTO ";
  head.append(table.name)
      .append(" (id, ")
      .append(first)
      .append(", last_seen, ")
      .append(table.key)
      .append(") VALUES ");
  const std::string tail =
      conflict == OnConflict::overwrite
          ? " ON DUPLICATE KEY UPDATE " + first + " = VALUES(" + first + "), last_seen = VALUES(last_seen)"
          : " ON DUPLICATE KEY UPDATE " + first + " = LEAST(" + first + ", VALUES(" + first +
                ")), last_seen = GREATEST(last_seen, VALUES(last_seen))";
  for (std::size_t at = 0; at < rows.size();) {
    // The largest power of two that the rest fills: every row is written once.
    const std::size_t size = std::min(std::bit_floor(rows.size() - at), kMostRows);
    auto statement = database.prepare(head + repeated("(?,?,?,?)", size) + tail);
    if (!statement) return base::Unexpected(std::move(statement).error());
    int parameter = 0;
    for (const StoredRow& row : rows.subspan(at, size)) {
      statement->bind_blob(++parameter, row.id);
      statement->bind(++parameter, row.first);
      statement->bind(++parameter, row.second);
      statement->bind_blob(++parameter, row.key);
    }
    if (auto done = statement->execute(); !done) return done;
    at += size;
  }
  return {};
}

base::Result<void> delete_rows(sql::Database& database, const Table& table,
                               std::span<const std::string> ids) {
  auto statement = database.prepare("DELETE FROM " + std::string(table.name) + " WHERE id = ?");
  if (!statement) return base::Unexpected(std::move(statement).error());
  for (const std::string& id : ids) {
    if (auto done = statement->bind_blob(1, id).execute(); !done) return done;
  }
  return {};
}

base::Result<void> delete_unchanged(sql::Database& database, const Table& table,
                                    std::span<const StoredRow> rows) {
  if (rows.empty()) return {};
  const std::size_t size = statement_size(rows.size());
  // Alternatives, not a list of pairs: for those not every server uses the key.
  std::string text = "DELETE FROM " + std::string(table.name) + " WHERE ";
  for (std::size_t i = 0; i < size; ++i) {
    text += i == 0 ? "(id = ? AND last_seen = ?)" : " OR (id = ? AND last_seen = ?)";
  }
  auto statement = database.prepare(text);
  if (!statement) return base::Unexpected(std::move(statement).error());
  int parameter = 0;
  for (std::size_t i = 0; i < size; ++i) {  // what is left over names the last one again
    const StoredRow& row = rows[std::min(i, rows.size() - 1)];
    statement->bind_blob(++parameter, row.id);
    statement->bind(++parameter, row.second);
  }
  return statement->execute();
}

}  // namespace dovetail::policy::greylist
