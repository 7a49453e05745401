// SPDX-License-Identifier: MIT
#include "daemons/tabled/mariadb_pools.hpp"

#include <algorithm>
#include <utility>

#include "libcommon/event/loop.hpp"
#include "libcommon/sql/failure.hpp"
#include "libcommon/table/maps/direct.hpp"

namespace dovetail::tabled {
namespace {

constexpr std::chrono::seconds kLook{1};

}  // namespace

using table::maps::Map;
using table::maps::MariadbTable;
using table::maps::Table;

MariadbPools::MariadbPools(event::Loop& loop, const base::Clock& clock, Landing& landing, Options options)
    : loop_(loop),
      clock_(clock),
      landing_(landing),
      options_(options),
      look_timer_(loop, [this] { look_around(); }),
      workers_(loop, {.name = "sql", .threads = options.threads, .queue_limit = 16 * options.threads}) {
  look_timer_.schedule(kLook);
}

MariadbPools::~MariadbPools() = default;

bool MariadbPools::send(std::shared_ptr<const Map> map, const Table& table, std::string_view key) {
  const MariadbTable& mariadb = *table.mariadb();
  auto& pool = pools_[mariadb.source_key];
  if (!pool) {
    pool = std::make_unique<Pool>();
    pool->idle_interval = mariadb.source.idle_interval;
    pool->time_limit = mariadb.source.cluster.options.read_timeout;
  }
  Query query{std::move(map), &table, std::string(key)};
  if (auto line = take_line(*pool, mariadb)) {
    return dispatch(*pool, std::move(query), std::move(line));
  }
  if (pool->waiting.size() >= options_.queue_limit) return false;
  pool->waiting.push_back(std::move(query));
  return true;
}

// The one used last, or a new one while there may be more; nothing if all are away.
std::unique_ptr<MariadbPools::Line> MariadbPools::take_line(Pool& pool, const MariadbTable& table) {
  if (!pool.idle.empty()) {
    auto line = std::move(pool.idle.back());
    pool.idle.pop_back();
    return line;
  }
  if (pool.open >= options_.connections) return nullptr;
  ++pool.open;
  auto line = std::make_unique<Line>();
  line->connection = std::make_unique<sql::Connection>(table.source.cluster, clock_, pool.made++);
  return line;
}

bool MariadbPools::dispatch(Pool& pool, Query query, std::unique_ptr<Line> line) {
  return run_beside_loop(pool, query, line) || run_on_worker(pool, std::move(query), std::move(line));
}

bool MariadbPools::run_on_worker(Pool& pool, Query query, std::unique_ptr<Line> line) {
  unwatch(*line);
  auto work = [query = std::move(query), connection = std::move(line->connection)]() mutable {
    table::Answer answer = table::maps::ask_server(*query.table->mariadb(), *connection, query.key);
    return Landed{std::move(query), std::move(connection), std::move(answer)};
  };
  const bool accepted =
      workers_.submit(lifetime_.watch(), std::move(work), [this, &pool](base::Result<Landed> done) {
        if (!done) {  // out of memory on the worker: query and connection are gone, the time limit answers
          --pool.open;
          return;
        }
        auto back = std::make_unique<Line>();
        back->connection = std::move(done->connection);
        put_back(pool, std::move(back));
        landing_.query_landed(*done->query.table, done->query.key, std::move(done->answer));
      });
  if (!accepted) --pool.open;  // the connection went with the job that nobody took
  return accepted;
}

// False, and nothing was taken: connection or statement are not ready for it.
bool MariadbPools::run_beside_loop(Pool& pool, Query& query, std::unique_ptr<Line>& line) {
  sql::Database* database = line->connection->open_now();
  if (database == nullptr) return false;
  auto statement = query.table->mariadb()->query.begin(*database, query.key);
  if (!statement) return false;
  const auto wait = statement->start();
  if (!wait || wait->write) return false;  // failed at once: the plain way finds out more
  Line& own = *line;
  if (!own.ready || own.fd != wait->fd) {
    unwatch(own);
    own.fd = wait->fd;
    own.ready = std::make_unique<event::Readiness>(loop_, wait->fd, event::Readiness::Kind::read,
                                                   [this, &pool, &own] { socket_ready(pool, own); });
    own.ready->enable();
  }
  own.running.emplace(Running{std::move(query), *std::move(statement), loop_.turn_time()});
  pool.running.push_back(std::move(line));
  return true;
}

void MariadbPools::socket_ready(Pool& pool, Line& line) {
  if (line.running) {
    go_on(pool, line, false);
    return;
  }
  // The server said something that nobody asked for: it closes the connection. The next use will notice.
  unwatch(line);
}

void MariadbPools::go_on(Pool& pool, Line& line, bool timed_out) {
  auto wait = line.running->statement.go_on(timed_out);
  while (wait && (timed_out || wait->write))
    wait = line.running->statement.go_on(true);
  if (wait) return;
  const auto at = std::find_if(pool.running.begin(), pool.running.end(),
                               [&](const auto& one) { return one.get() == &line; });
  std::unique_ptr<Line> own = std::move(*at);
  *at = std::move(pool.running.back());
  pool.running.pop_back();
  table::Answer answer =
      own->running->query.table->mariadb()->query.finish(own->running->statement, own->running->query.key);
  Query query = std::move(own->running->query);
  own->running.reset();
  if (!answer && sql::failure_of(answer.error()) != sql::Failure::busy) {
    // Lost connections are repeated, other hosts tried, errors judged: all that is the worker's.
    const Query copy = query;
    if (run_on_worker(pool, std::move(query), std::move(own))) return;
    landing_.query_landed(*copy.table, copy.key, std::move(answer));
    return;
  }
  put_back(pool, std::move(own));
  landing_.query_landed(*query.table, query.key, std::move(answer));
}

// The line is free: for a query that waits, or for later.
void MariadbPools::put_back(Pool& pool, std::unique_ptr<Line> line) {
  if (pool.waiting.empty()) {
    line->idle_since = clock_.mono();
    pool.idle.push_back(std::move(line));
    return;
  }
  Query next = std::move(pool.waiting.front());
  pool.waiting.pop_front();
  const Query copy = next;
  if (!dispatch(pool, std::move(next), std::move(line))) {
    landing_.query_landed(
        *copy.table, copy.key,
        base::Unexpected(base::Error{base::ErrorKind::temporary, 0, "too many lookups", {}}));
  }
}

void MariadbPools::unwatch(Line& line) {
  if (!line.ready) return;
  line.ready->disable();
  unwatched_.push_back(std::move(line.ready));
  line.fd = -1;
}

// Once a second: queries that take too long, connections that nobody used for long. Closing says goodbye to
// the server, which may block: a worker does it.
void MariadbPools::look_around() {
  unwatched_.clear();
  const base::MonoTime now = clock_.mono();
  for (auto& [key, pool] : pools_) {
    std::vector<Line*> late;
    for (const auto& line : pool->running) {
      if (now - line->running->begun >= pool->time_limit) late.push_back(line.get());
    }
    for (Line* line : late)
      go_on(*pool, *line, true);
    while (!pool->idle.empty() && now - pool->idle.front()->idle_since >= pool->idle_interval) {
      auto line = std::move(pool->idle.front());
      pool->idle.erase(pool->idle.begin());
      --pool->open;
      unwatch(*line);
      workers_.submit(
          lifetime_.watch(), [closing = std::move(line->connection)]() mutable { closing.reset(); },
          [](auto) {});
    }
  }
  look_timer_.schedule(kLook);
}

}  // namespace dovetail::tabled
