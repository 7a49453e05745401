// SPDX-License-Identifier: MIT
#include "policy/greylist/sqlite_client_table.hpp"

namespace dovetail::policy::greylist {
namespace {

std::int64_t stored(std::uint64_t value) {  // SQLite's integers have a sign
  return static_cast<std::int64_t>(value);
}

}  // namespace

base::Result<std::optional<ClientCount>> SqliteClientTable::find(std::uint64_t fingerprint) {
  auto row = database_.prepare("SELECT hits, last_seen FROM greylist_client WHERE fingerprint = ?");
  if (!row) return base::Unexpected(std::move(row).error());
  const auto found = row->bind_all(stored(fingerprint)).step();
  if (!found) return base::Unexpected(found.error());
  return *found ? std::optional(ClientCount{row->integer(0), row->integer(1)}) : std::nullopt;
}

base::Result<void> SqliteClientTable::put(std::uint64_t fingerprint, std::string_view key,
                                          const ClientCount& count) {
  auto statement = database_.prepare(
      "INSERT OR REPLACE INTO greylist_client (fingerprint, hits, last_seen, client) VALUES (?, ?, ?, ?)");
  if (!statement) return base::Unexpected(std::move(statement).error());
  statement->bind_all(stored(fingerprint), count.count, count.last);
  return statement->bind_blob(4, key).execute();
}

base::Result<void> SqliteClientTable::remove(std::uint64_t fingerprint) {
  auto statement = database_.prepare("DELETE FROM greylist_client WHERE fingerprint = ?");
  if (!statement) return base::Unexpected(std::move(statement).error());
  return statement->bind_all(stored(fingerprint)).execute();
}

base::Result<std::vector<SqliteClientTable::Row>> SqliteClientTable::rows_from(std::int64_t fingerprint,
                                                                               std::size_t limit) {
  auto row = database_.prepare(
      "SELECT fingerprint, client, hits, last_seen FROM greylist_client WHERE fingerprint >= ?"
      " ORDER BY fingerprint LIMIT ?");
  if (!row) return base::Unexpected(std::move(row).error());
  row->bind_all(fingerprint, limit);
  std::vector<Row> rows;
  for (auto more = row->step();; more = row->step()) {
    if (!more) return base::Unexpected(more.error());
    if (!*more) return rows;
    rows.push_back({row->integer(0), std::string(row->text(1)), {row->integer(2), row->integer(3)}});
  }
}

base::Result<std::vector<std::int64_t>> SqliteClientTable::fingerprints_from(std::int64_t fingerprint,
                                                                             std::size_t limit) {
  auto row = database_.prepare(
      "SELECT fingerprint FROM greylist_client WHERE fingerprint >= ? ORDER BY fingerprint LIMIT ?");
  if (!row) return base::Unexpected(std::move(row).error());
  row->bind_all(fingerprint, limit);
  std::vector<std::int64_t> found;
  for (auto more = row->step();; more = row->step()) {
    if (!more) return base::Unexpected(more.error());
    if (!*more) return found;
    found.push_back(row->integer(0));
  }
}

}  // namespace dovetail::policy::greylist
