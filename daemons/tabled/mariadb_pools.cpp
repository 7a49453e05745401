// SPDX-License-Identifier: MIT
#include "daemons/tabled/mariadb_pools.hpp"

#include <utility>

#include "libcommon/event/loop.hpp"
#include "libcommon/table/maps/direct.hpp"

namespace dovetail::tabled {
namespace {

constexpr std::chrono::seconds kIdleLook{5};

table::Answer worker_failed(const base::Error& error) {
  return base::Unexpected(base::Error{base::ErrorKind::temporary, 0, "lookup failed", error.detail});
}

}  // namespace

using table::maps::Map;
using table::maps::MariadbTable;
using table::maps::Table;

MariadbPools::MariadbPools(event::Loop& loop, const base::Clock& clock, Landing& landing, Options options)
    : loop_(loop),
      clock_(clock),
      landing_(landing),
      options_(options),
      idle_timer_(loop, [this] { close_idle(); }),
      workers_(loop, {.name = "sql", .threads = options.threads, .queue_limit = 16 * options.threads}) {
  idle_timer_.schedule(kIdleLook);
}

MariadbPools::~MariadbPools() = default;

std::size_t MariadbPools::in_work() const {
  std::size_t waiting = workers_.in_work();
  for (const auto& [key, pool] : pools_)
    waiting += pool->waiting.size();
  return waiting;
}

bool MariadbPools::send(std::shared_ptr<const Map> map, const Table& table, std::string_view key) {
  const MariadbTable& mariadb = *table.mariadb();
  auto& pool = pools_[mariadb.source_key];
  if (!pool) {
    pool = std::make_unique<Pool>();
    pool->key = mariadb.source_key;
    pool->idle_interval = mariadb.source.idle_interval;
  }
  Query query{std::move(map), &table, std::string(key)};
  if (auto connection = take_connection(*pool, mariadb)) {
    return start(*pool, std::move(query), std::move(connection));
  }
  if (pool->waiting.size() >= options_.queue_limit) return false;
  pool->waiting.push_back(std::move(query));
  return true;
}

// The one used last, or a new one while there may be more; nothing if all are away.
std::unique_ptr<sql::Connection> MariadbPools::take_connection(Pool& pool, const MariadbTable& table) {
  if (!pool.idle.empty()) {
    auto connection = std::move(pool.idle.back().connection);
    pool.idle.pop_back();
    return connection;
  }
  if (pool.open >= options_.connections) return nullptr;
  ++pool.open;
  return std::make_unique<sql::Connection>(table.source.cluster, clock_, pool.made++);
}

bool MariadbPools::start(Pool& pool, Query query, std::unique_ptr<sql::Connection> connection) {
  auto work = [query = std::move(query), connection = std::move(connection)]() mutable {
    table::Answer answer = table::maps::ask_server(*query.table->mariadb(), *connection, query.key);
    return Landed{std::move(query), std::move(connection), std::move(answer)};
  };
  const bool accepted =
      workers_.submit(lifetime_.watch(), std::move(work), [this, &pool](base::Result<Landed> done) {
        if (done) {
          landed(pool, *std::move(done));
        } else {
          --pool.open;
        }
      });
  if (!accepted) --pool.open;  // the connection went with the job that nobody took
  return accepted;
}

void MariadbPools::landed(Pool& pool, Landed done) {
  pool.idle.push_back({std::move(done.connection), clock_.mono()});
  while (!pool.waiting.empty() && !pool.idle.empty()) {
    Query next = std::move(pool.waiting.front());
    pool.waiting.pop_front();
    auto connection = take_connection(pool, *next.table->mariadb());
    Query copy = next;
    if (!start(pool, std::move(next), std::move(connection))) {
      landing_.query_landed(*copy.table, copy.key, worker_failed(base::temporary("too many queries")));
    }
  }
  landing_.query_landed(*done.query.table, done.query.key, std::move(done.answer));
}

// Closing says goodbye to the server, which may block: a worker does it.
void MariadbPools::close_idle() {
  const base::MonoTime now = clock_.mono();
  for (auto& [key, pool] : pools_) {
    while (!pool->idle.empty() && now - pool->idle.front().since >= pool->idle_interval) {
      auto connection = std::move(pool->idle.front().connection);
      pool->idle.erase(pool->idle.begin());
      --pool->open;
      workers_.submit(
          lifetime_.watch(), [closing = std::move(connection)]() mutable { closing.reset(); }, [](auto) {});
    }
  }
  idle_timer_.schedule(kIdleLook);
}

}  // namespace dovetail::tabled
