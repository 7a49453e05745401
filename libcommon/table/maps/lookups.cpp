// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/lookups.hpp"

#include <algorithm>

#include "libcommon/sql/failure.hpp"

namespace dovetail::table::maps {
namespace {

constexpr std::chrono::milliseconds kLockRetry{50};

base::Error said(std::string text, int code = 0) {
  return {base::ErrorKind::temporary, code, text, text};
}

// Failures in which nobody could be asked: only then may an old answer serve.
bool is_outage(const base::Error& error) {
  if (error.code == kTimedOut) return true;
  switch (sql::failure_of(error)) {
    case sql::Failure::lost:
    case sql::Failure::unreachable:
      return true;
    default:
      return false;
  }
}

}  // namespace

Lookups::Lookups(Outside& outside, CacheLimits limits, std::chrono::milliseconds time_limit)
    : outside_(outside), cache_(limits), time_limit_(time_limit) {}

std::optional<Answer> Lookups::ask(std::shared_ptr<const Map> map, std::string_view key, const Asker& asker,
                                   base::MonoTime now, bool exact) {
  asking_ = std::move(map);
  Walk walk(asking_, key, exact);
  const Waiter waiter = ++last_waiter_;
  const auto pending = drive(walk, waiter, now);
  asking_.reset();
  if (!pending) return walk.take();
  waiting_.emplace(waiter, Waiting{std::move(walk), asker});
  deadlines_.emplace_back(now + time_limit_, waiter);
  if (*pending == Pending::lock) {
    for_lock_.push_back(waiter);
    if (!lock_retry_) lock_retry_ = now + kLockRetry;
  }
  return std::nullopt;
}

// Asks until the walk is finished or has to wait.
std::optional<Lookups::Pending> Lookups::drive(Walk& walk, Waiter waiter, base::MonoTime now) {
  while (const auto question = walk.question()) {
    Pending why = Pending::query;
    auto answer = resolve(*question, waiter, now, why);
    if (!answer) return why;
    walk.answer(*std::move(answer));
  }
  return std::nullopt;
}

std::optional<Answer> Lookups::resolve(const Walk::Question& question, Waiter waiter, base::MonoTime now,
                                       Pending& why) {
  const Table& table = *question.table;
  const std::string_view key = question.key;
  if (const TextTable* text = table.text()) return text->lookup(key);
  if (table.sqlite() != nullptr) {
    why = Pending::lock;
    return from_sqlite(table, key, now);
  }
  if (!table.mariadb()->query.may_hold(key)) return not_found();
  if (auto known = from_cache(table.id, key, now)) return known;
  if (!flights_.join(table.id, key, waiter)) {
    ++figures_.shared;
    return std::nullopt;
  }
  ++figures_.queries;
  if (outside_.send_query(asking_, table, key)) return std::nullopt;
  flights_.land(table.id, key);
  ++figures_.refused;
  return base::Unexpected(said("too many lookups are waiting for the database"));
}

std::optional<Answer> Lookups::from_cache(TableId table, std::string_view key, base::MonoTime now) {
  const Cache::Entry* entry = cache_.find(table, key, now);
  if (entry == nullptr || !entry->fresh(now)) return std::nullopt;
  ++figures_.cache_hits;
  return Answer(entry->text);
}

// Nothing: the file is locked, ask again soon.
std::optional<Answer> Lookups::from_sqlite(const Table& table, std::string_view key, base::MonoTime now) {
  SqliteTable& sqlite = *table.sqlite();
  if (!sqlite.query().may_hold(key)) return not_found();
  if (sqlite.changed(now)) cache_.flush(table.id);
  if (auto known = from_cache(table.id, key, now)) return known;
  ++figures_.queries;
  Answer answer = sqlite.lookup(key, now);
  if (answer) {
    cache_.put(table.id, key, *answer, table.lifetimes, now);
  } else if (sql::failure_of(answer.error()) == sql::Failure::busy) {
    return std::nullopt;
  } else {
    return stale_or(table, key, std::move(answer), now);
  }
  return answer;
}

Answer Lookups::stale_or(const Table& table, std::string_view key, Answer failure, base::MonoTime now) {
  if (!is_outage(failure.error())) return failure;
  const Cache::Entry* entry = cache_.find(table.id, key, now);
  if (entry == nullptr || !entry->usable_stale(now)) return failure;
  ++figures_.stale;
  return entry->text;
}

void Lookups::landed(const Table& table, std::string_view key, Answer outcome, base::MonoTime now) {
  if (outcome) cache_.put(table.id, key, *outcome, table.lifetimes, now);
  for (const Waiter waiter : flights_.land(table.id, key)) {
    const auto at = waiting_.find(waiter);
    if (at == waiting_.end()) continue;
    at->second.walk.answer(outcome ? outcome : stale_or(table, key, outcome, now));
    go_on(waiter, now);
  }
}

// One that waited has something new to go on with.
void Lookups::go_on(Waiter waiter, base::MonoTime now) {
  const auto at = waiting_.find(waiter);
  asking_ = at->second.walk.shared_map();
  const auto pending = drive(at->second.walk, waiter, now);
  asking_.reset();
  if (pending) {
    if (*pending == Pending::lock) for_lock_.push_back(waiter);
    if (!for_lock_.empty() && !lock_retry_) lock_retry_ = now + kLockRetry;
    return;
  }
  Waiting done = std::move(at->second);
  waiting_.erase(at);
  outside_.answered(done.asker, done.walk.map(), done.walk.take());
}

void Lookups::tick(base::MonoTime now) {
  if (lock_retry_ && now >= *lock_retry_) {
    lock_retry_.reset();
    for (const Waiter waiter : std::exchange(for_lock_, {})) {
      if (waiting_.count(waiter) > 0) go_on(waiter, now);
    }
  }
  while (!deadlines_.empty() && now >= deadlines_.front().first) {
    const Waiter waiter = deadlines_.front().second;
    deadlines_.pop_front();
    const auto at = waiting_.find(waiter);
    if (at == waiting_.end()) continue;
    const auto question = at->second.walk.question();
    const std::string key(question->key);
    flights_.leave(question->table->id, key, waiter);
    for_lock_.erase(std::remove(for_lock_.begin(), for_lock_.end(), waiter), for_lock_.end());
    ++figures_.timeouts;
    at->second.walk.answer(
        stale_or(*question->table, key, base::Unexpected(said("lookup took too long", kTimedOut)), now));
    go_on(waiter, now);
  }
  while (!deadlines_.empty() && waiting_.count(deadlines_.front().second) == 0)
    deadlines_.pop_front();
}

std::optional<base::MonoTime> Lookups::next_tick() const {
  std::optional<base::MonoTime> next = lock_retry_;
  if (!waiting_.empty() && !deadlines_.empty() && (!next || deadlines_.front().first < *next)) {
    next = deadlines_.front().first;
  }
  return next;
}

}  // namespace dovetail::table::maps
