// SPDX-License-Identifier: MIT
#include "policy/greylist/sqlite_tables.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/random.hpp"
#include "policy/greylist/fingerprint.hpp"

namespace dovetail::policy::greylist {
namespace {

std::int64_t stored(std::uint64_t value) {  // SQLite's integers have a sign
  return static_cast<std::int64_t>(value);
}

IndexEntry read_entry(sql::Statement& row, int first_column) {
  return {static_cast<std::uint64_t>(row.integer(first_column)),
          static_cast<std::uint64_t>(row.integer(first_column + 1)),
          static_cast<std::uint32_t>(row.integer(first_column + 2)),
          static_cast<std::uint32_t>(row.integer(first_column + 3))};
}

}  // namespace

template <class... Values>
base::Result<void> SqliteTables::run(std::string_view query, const Values&... values) {
  auto statement = database_.prepare(query);
  if (!statement) return base::Unexpected(std::move(statement).error());
  return statement->bind_all(values...).execute();
}

base::Result<std::optional<std::string>> SqliteTables::meta(std::string_view name) {
  auto row = database_.prepare("SELECT value FROM greylist_meta WHERE name = ?");
  if (!row) return base::Unexpected(std::move(row).error());
  const auto found = row->bind_all(name).step();
  if (!found) return base::Unexpected(found.error());
  return *found ? std::optional(std::string(row->text(0))) : std::nullopt;
}

base::Result<void> SqliteTables::set_meta(std::string_view name, std::string_view value) {
  auto statement = database_.prepare("INSERT OR REPLACE INTO greylist_meta (name, value) VALUES (?, ?)");
  if (!statement) return base::Unexpected(std::move(statement).error());
  return statement->bind(1, name).bind_blob(2, value).execute();
}

base::Result<std::string> SqliteTables::secret() {
  auto known = meta("fingerprint_secret");
  if (!known) return base::Unexpected(std::move(known).error());
  if (*known) return std::move(**known);
  std::string secret = crypto::random_bytes(Fingerprint::kSecretSize);
  if (auto set = set_meta("fingerprint_secret", secret); !set)
    return base::Unexpected(std::move(set).error());
  return secret;
}

base::Result<SqliteTables::Marks> SqliteTables::settled() {
  Marks marks;
  for (const auto& [name, mark] :
       {std::pair("settled_arrival", &marks.arrival), {"settled_touch", &marks.touch}}) {
    auto value = meta(name);
    if (!value) return base::Unexpected(std::move(value).error());
    if (*value) *mark = base::to_number<std::uint64_t>(**value).value_or(0);
  }
  return marks;
}

base::Result<void> SqliteTables::set_settled(const Marks& marks) {
  if (auto set = set_meta("settled_arrival", std::to_string(marks.arrival)); !set) return set;
  return set_meta("settled_touch", std::to_string(marks.touch));
}

base::Result<SqliteTables::Marks> SqliteTables::newest() {
  auto row = database_.prepare(
      "SELECT (SELECT max(arrival) FROM greylist_arrival), (SELECT max(touch) FROM greylist_touch)");
  if (!row) return base::Unexpected(std::move(row).error());
  if (const auto found = row->step(); !found) return base::Unexpected(found.error());
  return Marks{static_cast<std::uint64_t>(row->integer(0)), static_cast<std::uint64_t>(row->integer(1))};
}

base::Result<std::uint64_t> SqliteTables::oldest_arrival() {
  auto row = database_.prepare("SELECT min(arrival) FROM greylist_arrival");
  if (!row) return base::Unexpected(std::move(row).error());
  if (const auto found = row->step(); !found) return base::Unexpected(found.error());
  return static_cast<std::uint64_t>(row->integer(0));
}

base::Result<void> SqliteTables::load_recent(const Marks& settled, RecentIndex& index) {
  for (const auto& [query, mark] :
       {std::pair("SELECT fingerprint, arrival, first_seen, last_seen FROM greylist_arrival WHERE arrival > ?"
                  " ORDER BY arrival",
                  settled.arrival),
        {"SELECT fingerprint, arrival, first_seen, last_seen FROM greylist_touch WHERE touch > ? ORDER BY "
         "touch",
         settled.touch}}) {
    auto row = database_.prepare(query);
    if (!row) return base::Unexpected(std::move(row).error());
    row->bind_all(stored(mark));
    for (auto more = row->step();; more = row->step()) {
      if (!more) return base::Unexpected(more.error());
      if (!*more) break;
      const IndexEntry entry = read_entry(*row, 0);
      const IndexEntry* known = index.find(entry.fingerprint);
      // A triplet that was forgotten and came anew has an arrival later than the touch that forgot it.
      if (known == nullptr || known->arrival <= entry.arrival) index.put(entry);
    }
  }
  return {};
}

base::Result<void> SqliteTables::add_arrivals(std::span<const Arrival> arrivals) {
  if (arrivals.empty()) return {};
  auto statement = database_.prepare(
      "INSERT INTO greylist_arrival (arrival, fingerprint, first_seen, last_seen, triplet) VALUES (?, ?, ?, "
      "?, ?)");
  if (!statement) return base::Unexpected(std::move(statement).error());
  for (const auto& [entry, key] : arrivals) {
    statement->bind_all(stored(entry.arrival), stored(entry.fingerprint), entry.first, entry.last);
    if (auto added = statement->bind_blob(5, key).execute(); !added) return added;
  }
  return {};
}

base::Result<void> SqliteTables::add_touches(std::span<const Touch> touches) {
  if (touches.empty()) return {};
  auto statement = database_.prepare(
      "INSERT INTO greylist_touch (touch, fingerprint, arrival, first_seen, last_seen) VALUES (?, ?, ?, ?, "
      "?)");
  if (!statement) return base::Unexpected(std::move(statement).error());
  for (const auto& [entry, touch] : touches) {
    statement->bind_all(stored(touch), stored(entry.fingerprint), stored(entry.arrival), entry.first,
                        entry.last);
    if (auto added = statement->execute(); !added) return added;
  }
  return {};
}

base::Result<std::optional<IndexEntry>> SqliteTables::find_settled(std::uint64_t fingerprint) {
  auto row = database_.prepare(
      "SELECT fingerprint, arrival, first_seen, last_seen FROM greylist_settled WHERE fingerprint = ?");
  if (!row) return base::Unexpected(std::move(row).error());
  const auto found = row->bind_all(stored(fingerprint)).step();
  if (!found) return base::Unexpected(found.error());
  return *found ? std::optional(read_entry(*row, 0)) : std::nullopt;
}

base::Result<void> SqliteTables::put_settled(std::span<const IndexEntry> entries) {
  auto statement = database_.prepare(
      "INSERT OR REPLACE INTO greylist_settled (fingerprint, arrival, first_seen, last_seen) VALUES (?, ?, "
      "?, ?)");
  if (!statement) return base::Unexpected(std::move(statement).error());
  for (const IndexEntry& entry : entries) {
    if (entry.forgotten()) {
      if (auto gone = delete_settled(entry.fingerprint); !gone) return gone;
      continue;
    }
    statement->bind_all(stored(entry.fingerprint), stored(entry.arrival), entry.first, entry.last);
    if (auto put = statement->execute(); !put) return put;
  }
  return {};
}

base::Result<bool> SqliteTables::delete_touches(std::uint64_t up_to, std::size_t limit) {
  auto done =
      run("DELETE FROM greylist_touch WHERE touch IN"
          " (SELECT touch FROM greylist_touch WHERE touch <= ? ORDER BY touch LIMIT ?)",
          stored(up_to), limit);
  if (!done) return base::Unexpected(std::move(done).error());
  return database_.changes() > 0;
}

base::Result<void> SqliteTables::delete_settled(std::uint64_t fingerprint) {
  return run("DELETE FROM greylist_settled WHERE fingerprint = ?", stored(fingerprint));
}

base::Result<void> SqliteTables::delete_arrival(std::uint64_t arrival) {
  return run("DELETE FROM greylist_arrival WHERE arrival = ?", stored(arrival));
}

base::Result<std::vector<SqliteTables::Arrival>> SqliteTables::arrivals_after(std::uint64_t arrival,
                                                                              std::size_t limit) {
  auto row = database_.prepare(
      "SELECT fingerprint, arrival, first_seen, last_seen, triplet FROM greylist_arrival WHERE arrival > ?"
      " ORDER BY arrival LIMIT ?");
  if (!row) return base::Unexpected(std::move(row).error());
  row->bind_all(stored(arrival), limit);
  std::vector<Arrival> arrivals;
  for (auto more = row->step();; more = row->step()) {
    if (!more) return base::Unexpected(more.error());
    if (!*more) return arrivals;
    arrivals.push_back({read_entry(*row, 0), std::string(row->text(4))});
  }
}

base::Result<std::vector<std::int64_t>> SqliteTables::settled_from(std::int64_t fingerprint,
                                                                   std::size_t limit) {
  auto row = database_.prepare(
      "SELECT fingerprint FROM greylist_settled WHERE fingerprint >= ? ORDER BY fingerprint LIMIT ?");
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
