// SPDX-License-Identifier: MIT
#include "daemons/authd/jobs.hpp"

#include <algorithm>

#include "sasl/passdb/system_source.hpp"

namespace dovetail::authd {

namespace {

constexpr std::size_t kSqlQueue = 4096;
constexpr std::size_t kErrandQueue = 1024;
constexpr int kHashNiceness = 10;
constexpr std::size_t kSqlThreads = 4;  // besides one for each connection
constexpr std::size_t kMostSqlThreads = 32;

}  // namespace

std::size_t sql_threads_for(const sasl::Setup& setup) {
  std::size_t threads = kSqlThreads;
  for (const sasl::SqlSettings& database : setup.databases) {
    threads += std::min(database.most_connections, kMostSqlThreads);
  }
  return std::min(threads, kMostSqlThreads);
}

Jobs::Jobs(event::Loop& loop, const base::Clock& clock, JobOptions options)
    : sql_workers_(loop, {.name = "sql", .threads = options.sql_threads, .queue_limit = kSqlQueue}),
      hash_workers_(loop, {.name = "hash",
                           .threads = options.hash_threads,
                           .queue_limit = options.hash_queue,
                           .niceness = kHashNiceness}),
      errand_workers_(loop, {.name = "last-login", .threads = 1, .queue_limit = kErrandQueue}),
      accounts_(loop, options.lookup_time, sasl::read_system_account),
      databases_(loop, clock, {sql_workers_, errand_workers_}, options.lookup_time),
      hashing_(loop, hash_workers_, {options.hash_queue, options.argon2_kib}) {}

// Workers look at what databases_ and hashing_ keep: they end first.
Jobs::~Jobs() {
  hashing_.drop_waiting();
  sql_workers_.drain();
  hash_workers_.drain();
  errand_workers_.drain();
  accounts_.drain();
}

}  // namespace dovetail::authd
