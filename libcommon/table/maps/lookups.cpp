// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/lookups.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "libcommon/sql/failure.hpp"

namespace dovetail::table::maps {
namespace {

constexpr std::chrono::milliseconds kLockRetry{50};
constexpr std::chrono::minutes kLongestQuery{2};
constexpr std::size_t kShortKey = 256;  // bytes; a mail address has no more

// False: not plain ASCII, which needs more thought than folding byte by byte. Loops that a compiler makes
// wide.
bool fold_ascii(std::string_view key, bool folds, char* into) {
  unsigned char seen = 0;
  for (const char c : key)
    seen |= static_cast<unsigned char>(c);
  if (folds) {
    std::transform(key.begin(), key.end(), into, base::to_lower);
  } else {
    key.copy(into, key.size());
  }
  return seen < 0x80;
}

// No other table or key can follow, so no Walk is needed to keep the place.
bool is_one_question(const Map& map, std::string_view key, bool exact) {
  return !map.fault && map.tables.size() == 1 && (exact || map.keys == Keys::exact) && !key.empty() &&
         key.size() <= kShortKey;
}

base::Error said(std::string text, int code = 0) {
  return {base::ErrorKind::temporary, code, text, text};
}

Answer answer_of(const Cache::Entry& entry) {
  return entry.found() ? found(std::string(entry.text())) : not_found();
}

// Failures in which nobody could be asked: only then may an old answer serve.
bool is_outage(const base::Error& error) {
  if (error.code == kTimedOut) return true;
  switch (sql::failure_of(error)) {
    case sql::Failure::lost:
    case sql::Failure::unreachable:
    case sql::Failure::timed_out:
      return true;
    default:
      return false;
  }
}

}  // namespace

Lookups::Lookups(Outside& outside, CacheLimits limits, std::chrono::milliseconds time_limit)
    : outside_(outside), cache_(limits), time_limit_(time_limit) {}

std::optional<AnswerView> Lookups::known(const Map& map, std::string_view key, base::MonoTime now) {
  if (map.fault || map.tables.size() != 1 || key.size() > kShortKey) return std::nullopt;
  const Table& table = map.tables.front();
  if (table.text() != nullptr || !table.lifetimes.any()) return std::nullopt;
  if (const SqliteTable* sqlite = table.sqlite(); sqlite != nullptr && sqlite->look_is_due(now))
    return std::nullopt;
  char folded[kShortKey];
  if (!fold_ascii(key, table.folds, folded)) return std::nullopt;
  const Cache::Entry* entry = cache_.find(table.id, {folded, key.size()}, now);
  if (entry == nullptr || !entry->fresh(now)) return std::nullopt;
  if (!entry->found() && map.keys != Keys::exact) return std::nullopt;  // other keys may be there
  ++figures_.cache_hits;
  return AnswerView(entry->text());
}

std::optional<Answer> Lookups::ask(std::shared_ptr<const Map> map, std::string_view key, const Asker& asker,
                                   base::MonoTime now, bool exact) {
  asking_ = std::move(map);
  const Waiter waiter = ++last_waiter_;
  Pending why = Pending::query;
  std::optional<Answer> answer;
  std::optional<Walk> walk;
  char folded[kShortKey];
  if (is_one_question(*asking_, key, exact) && fold_ascii(key, asking_->tables.front().folds, folded)) {
    answer = resolve({&asking_->tables.front(), {folded, key.size()}}, waiter, now, why);
    if (!answer) walk.emplace(asking_, key, exact);  // stands at the same question
  } else {
    walk.emplace(asking_, key, exact);
    const auto pending = drive(*walk, waiter, now);
    if (pending) {
      why = *pending;
    } else {
      answer = walk->take();
    }
  }
  asking_.reset();
  if (answer) return answer;
  waiting_.emplace(waiter, Waiting{*std::move(walk), asker});
  const base::MonoTime deadline = now + time_limit_;
  deadlines_.emplace_back(deadlines_.empty() ? deadline : std::max(deadline, deadlines_.back().first),
                          waiter);
  if (why == Pending::lock) wait_for_lock(waiter, now);
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
  if (auto known = from_cache(table, key, now)) return known;
  if (!flights_.join(table.id, key, waiter)) {
    ++figures_.shared;
    return std::nullopt;
  }
  ++figures_.queries;
  Sent sent = outside_.send_query(asking_, table, key);
  if (sent.accepted && !sent.answer) return std::nullopt;
  flights_.land(table.id, key);
  if (!sent.accepted) {
    ++figures_.refused;
    return base::Unexpected(said("too many lookups are waiting for the database"));
  }
  if (!*sent.answer) return stale_or(table, key, *std::move(sent.answer), now);
  remember(table, key, **sent.answer, now);
  return std::move(sent.answer);
}

std::optional<Answer> Lookups::from_cache(const Table& table, std::string_view key, base::MonoTime now) {
  if (!table.lifetimes.any()) return std::nullopt;
  const Cache::Entry* entry = cache_.find(table.id, key, now);
  if (entry == nullptr || !entry->fresh(now)) return std::nullopt;
  ++figures_.cache_hits;
  return answer_of(*entry);
}

void Lookups::remember(const Table& table, std::string_view key, const std::optional<std::string>& text,
                       base::MonoTime now) {
  if (table.lifetimes.any()) cache_.put(table.id, key, text, table.lifetimes, now);
}

// Nothing: the file is locked, ask again soon. Until the writer commits, what the file said before is still true.
std::optional<Answer> Lookups::from_sqlite(const Table& table, std::string_view key, base::MonoTime now) {
  SqliteTable& sqlite = *table.sqlite();
  if (!sqlite.query().may_hold(key)) return not_found();
  if (sqlite.changed(now)) cache_.flush(table.id);
  if (auto known = from_cache(table, key, now)) return known;
  const bool locked = std::find(locked_.begin(), locked_.end(), table.id) != locked_.end();
  if (locked) return stale(table, key, now);
  ++figures_.queries;
  Answer answer = sqlite.lookup(key);
  if (answer) {
    remember(table, key, *answer, now);
  } else if (sql::failure_of(answer.error()) == sql::Failure::busy) {
    locked_.push_back(table.id);
    if (!lock_retry_) lock_retry_ = now + kLockRetry;
    return stale(table, key, now);
  } else {
    return stale_or(table, key, std::move(answer), now);
  }
  return answer;
}

std::optional<Answer> Lookups::stale(const Table& table, std::string_view key, base::MonoTime now) {
  const Cache::Entry* entry = cache_.find(table.id, key, now);
  if (entry == nullptr || !entry->usable_stale(now)) return std::nullopt;
  ++figures_.stale;
  return answer_of(*entry);
}

Answer Lookups::stale_or(const Table& table, std::string_view key, Answer failure, base::MonoTime now) {
  if (!is_outage(failure.error())) return failure;
  auto old = stale(table, key, now);
  return old ? *std::move(old) : failure;
}

void Lookups::landed(const Table& table, std::string_view key, Answer outcome, base::MonoTime now) {
  const Flights::Landed flight = flights_.land(table.id, key);
  // Who asked has gone long ago, and nobody knows whether that was before or after the last flush.
  const bool late = !flight.known && last_flush_ && now - *last_flush_ < kLongestQuery;
  if (outcome && !flight.doubtful && !late) remember(table, key, *outcome, now);
  for (const Waiter waiter : flight.waiters) {
    const auto at = waiting_.find(waiter);
    if (at == waiting_.end()) continue;
    at->second.walk.answer(outcome ? outcome : stale_or(table, key, outcome, now));
    go_on(waiter, now);
  }
  for (const Waiter waiter : flight.behind) {
    if (waiting_.count(waiter) > 0) go_on(waiter, now);
  }
}

std::size_t Lookups::flush(base::MonoTime now) {
  flights_.doubt();
  last_flush_ = now;
  return cache_.flush();
}

std::size_t Lookups::flush(TableId table, base::MonoTime now) {
  flights_.doubt(table);
  last_flush_ = now;
  return cache_.flush(table);
}

std::size_t Lookups::flush(TableId table, std::string_view key, base::MonoTime now) {
  flights_.doubt(table, key);
  last_flush_ = now;
  return cache_.flush(table, key);
}

void Lookups::wait_for_lock(Waiter waiter, base::MonoTime now) {
  for_lock_.push_back(waiter);
  if (!lock_retry_) lock_retry_ = now + kLockRetry;
}

// One that waited has something new to go on with.
void Lookups::go_on(Waiter waiter, base::MonoTime now) {
  Walk& walk = waiting_.find(waiter)->second.walk;
  asking_ = walk.shared_map();
  const auto pending = drive(walk, waiter, now);
  asking_.reset();
  if (!pending) {
    finish(waiter);
  } else if (*pending == Pending::lock) {
    wait_for_lock(waiter, now);
  }
}

void Lookups::finish(Waiter waiter) {
  const auto at = waiting_.find(waiter);
  Waiting done = std::move(at->second);
  waiting_.erase(at);
  outside_.answered(done.asker, done.walk.map(), done.walk.take());
}

// What is still asked is not waited for, and neither is what an old answer leads to: time is up.
void Lookups::time_out(Waiter waiter, base::MonoTime now) {
  ++figures_.timeouts;
  for_lock_.erase(std::remove(for_lock_.begin(), for_lock_.end(), waiter), for_lock_.end());
  Walk& walk = waiting_.find(waiter)->second.walk;
  asking_ = walk.shared_map();
  do {
    const auto question = walk.question();
    const std::string key(question->key);
    flights_.leave(question->table->id, key, waiter);
    walk.answer(
        stale_or(*question->table, key, base::Unexpected(said("lookup took too long", kTimedOut)), now));
  } while (drive(walk, waiter, now));
  asking_.reset();
  finish(waiter);
}

void Lookups::tick(base::MonoTime now) {
  if (lock_retry_ && now >= *lock_retry_) {
    lock_retry_.reset();
    locked_.clear();
    for (const Waiter waiter : std::exchange(for_lock_, {})) {
      if (waiting_.count(waiter) > 0) go_on(waiter, now);
    }
  }
  while (!deadlines_.empty() && now >= deadlines_.front().first) {
    const Waiter waiter = deadlines_.front().second;
    deadlines_.pop_front();
    if (waiting_.count(waiter) > 0) time_out(waiter, now);
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
