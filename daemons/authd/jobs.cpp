// SPDX-License-Identifier: MIT
#include "daemons/authd/jobs.hpp"

#include <vector>

#include "daemons/authd/sql_connections.hpp"
#include "libcommon/crypto/secret.hpp"
#include "libcommon/sql/failure.hpp"
#include "sasl/passdb/system_source.hpp"

namespace dovetail::authd {

namespace {

constexpr std::size_t kSqlQueue = 4096;
constexpr int kHashNiceness = 10;
constexpr std::size_t kLookupRows = 2;
constexpr std::chrono::milliseconds kLateTick{500};

sasl::Broken overloaded() {
  return sasl::Broken{"too many requests wait for a worker"};
}

// A pool's own failure (an exception out of the work) is a database that does not answer.
template <class T>
std::variant<T, sasl::Broken> flattened(base::Result<T> made) {
  if (!made) {
    return sasl::Broken{made.error().detail};
  }
  return std::move(*made);
}
std::variant<sasl::SqlReply, sasl::Broken> flattened(sasl::SqlReply reply) {
  return reply;
}
std::variant<sasl::SystemReply, sasl::Broken> flattened(sasl::SystemReply reply) {
  return reply;
}

}  // namespace

// A comparison on its way to a worker and back; owns its copy of the password.
struct Jobs::Check {
  sasl::CheckStored question;
  std::string user;
  crypto::SecretString password;
  std::string key;
  bool remember = false;
  std::size_t memory_kib = 0;
  Watch watch;
  Done<sasl::password::Outcome> done;
};

Jobs::Jobs(event::Loop& loop, const base::Clock& clock, JobOptions options)
    : clock_(clock),
      options_(options),
      late_(loop, [this] { give_up_late(); }),
      sql_(loop, {.name = "sql", .threads = options.sql_threads, .queue_limit = kSqlQueue}),
      hash_(loop, {.name = "hash",
                   .threads = options.hash_threads,
                   .queue_limit = options.hash_queue,
                   .niceness = kHashNiceness}) {}

Jobs::~Jobs() {
  drain();  // workers look at checks_
}

template <class Answer>
void Jobs::deliver(WaitingList<Answer>& list, std::uint64_t number,
                   std::variant<Answer, sasl::Broken> answer) {
  auto waiting = list.extract(number);
  if (!waiting.empty() && waiting.mapped().watch.alive()) {
    waiting.mapped().done(std::move(answer));
  }
}

template <class Answer, class Work>
void Jobs::submit(event::WorkerPool& pool, WaitingList<Answer>& list, std::string_view key, Watch watch,
                  Done<Answer> done, Work work) {
  const std::uint64_t number = ++last_number_;
  list.emplace(number, Waiting<Answer>{std::move(watch), std::move(done), clock_.mono()});
  const bool taken = pool.submit_for(key, lifetime_.watch(), std::move(work), [&list, number](auto reply) {
    deliver(list, number, flattened(std::move(reply)));
  });
  if (!taken) {
    deliver<Answer>(list, number, overloaded());
  }
}

void Jobs::run(const Setup& setup, sasl::AskSql question, std::string_view key, Watch watch,
               Done<sasl::SqlReply> done) {
  const bool local = setup->databases.at(question.database).dialect == sql::Dialect::sqlite;
  if (local && question.most_rows <= kLookupRows) {
    auto reply = run_on_this_thread(*setup, question, clock_, true);
    if (reply || sql::failure_of(reply.error()) != sql::Failure::busy) {
      done(std::move(reply));
      return;
    }
  }
  // A list of all users may take its time.
  if (question.most_rows <= kLookupRows && !late_.pending()) {
    late_.schedule(kLateTick);
  }
  submit<sasl::SqlReply>(sql_, question.most_rows <= kLookupRows ? sql_waiting_ : list_waiting_, key,
                         std::move(watch), std::move(done),
                         [setup, question = std::move(question), clock = &clock_] {
                           return run_on_this_thread(*setup, question, *clock, false);
                         });
}

void Jobs::give_up_late() {
  std::vector<std::uint64_t> late;
  for (const auto& [number, waiting] : sql_waiting_) {
    if (clock_.mono() - waiting.since >= options_.lookup_time) {
      late.push_back(number);
    }
  }
  for (const std::uint64_t number : late) {
    deliver<sasl::SqlReply>(sql_waiting_, number, sasl::Broken{"the database takes too long"});
  }
  if (!sql_waiting_.empty()) {
    late_.schedule(kLateTick);
  }
}

void Jobs::run(sasl::AskSystem question, std::string_view key, Watch watch, Done<sasl::SystemReply> done) {
  submit<sasl::SystemReply>(sql_, system_waiting_, key, std::move(watch), std::move(done),
                            [user = std::move(question.user)] { return sasl::read_system_account(user); });
}

void Jobs::run(sasl::CheckStored question, const sasl::Subject& subject, bool remember, Watch watch,
               Done<sasl::password::Outcome> done) {
  if (!sasl::password::is_slow(question.stored)) {
    done(sasl::password::verify(question.stored, {subject.user, subject.password}));
    return;
  }
  if (remember && memory_.knows(question.database, question.stored.data, subject.password)) {
    done(sasl::password::Outcome::match);
    return;
  }
  if (checks_.size() >= options_.hash_queue) {
    done(overloaded());
    return;
  }
  auto check = std::make_unique<Check>();
  check->memory_kib = sasl::password::memory_kib(question.stored);
  check->question = std::move(question);
  check->user = subject.user;
  check->password = crypto::SecretString(subject.password);
  check->key = subject.connection.remote_ip;
  check->remember = remember;
  check->watch = std::move(watch);
  check->done = std::move(done);
  const std::uint64_t number = ++last_number_;
  const bool argon2 = check->memory_kib > 0;
  checks_.emplace(number, std::move(check));
  if (argon2) {
    argon2_waiting_.push_back(number);
    start_argon2();
  } else {
    check_on_worker(number);
  }
}

// Argon2 takes its memory by intent: only so many run at one time, in order of arrival.
void Jobs::start_argon2() {
  while (!argon2_waiting_.empty()) {
    const std::uint64_t number = argon2_waiting_.front();
    const std::size_t wanted = checks_.at(number)->memory_kib;
    if (argon2_running_kib_ > 0 && argon2_running_kib_ + wanted > options_.argon2_kib) {
      return;
    }
    argon2_waiting_.pop_front();
    if (checks_.at(number)->watch.alive()) {
      argon2_running_kib_ += wanted;
      check_on_worker(number);
    } else {
      checks_.erase(number);
    }
  }
}

void Jobs::check_on_worker(std::uint64_t number) {
  const Check* check = checks_.at(number).get();  // stays until checked()
  const bool taken = hash_.submit_for(
      check->key, lifetime_.watch(),
      [check] {
        return sasl::password::verify(check->question.stored, {check->user, check->password.view()});
      },
      [this, number](base::Result<sasl::password::Outcome> outcome) { checked(number, outcome); });
  if (!taken) {
    checked(number, base::Unexpected(base::temporary(overloaded().detail)));
  }
}

void Jobs::checked(std::uint64_t number, const base::Result<sasl::password::Outcome>& outcome) {
  const auto node = checks_.extract(number);
  Check& check = *node.mapped();
  argon2_running_kib_ -= check.memory_kib;
  if (outcome && *outcome == sasl::password::Outcome::match && check.remember) {
    memory_.remember(check.question.database, check.question.stored.data, check.password.view());
  }
  if (check.watch.alive()) {
    if (outcome) {
      check.done(*outcome);
    } else {
      check.done(sasl::Broken{outcome.error().detail});
    }
  }
  start_argon2();
}

void Jobs::run(sasl::DeriveCredentials question, std::string_view key, Watch watch,
               Done<std::optional<std::string>> done) {
  submit<std::optional<std::string>>(hash_, derive_waiting_, key, std::move(watch), std::move(done),
                                     [question = std::move(question)] {
                                       return sasl::password::credentials_for(
                                           question.stored, question.scheme, question.user, question.salt);
                                     });
}

bool Jobs::run_later(const Setup& setup, std::size_t database, sasl::BoundQuery query, base::Log& log) {
  return sql_.submit_for(
      "last_login", lifetime_.watch(),
      [setup, question = sasl::AskSql{database, std::move(query), 1}, clock = &clock_] {
        return run_on_this_thread(*setup, question, *clock, false);
      },
      [&log](const sasl::SqlReply& reply) {
        if (!reply) {
          log.warning("last_login_query failed: " + reply.error().detail);
        }
      });
}

void Jobs::drain() {
  argon2_waiting_.clear();
  sql_.drain();
  hash_.drain();
}

}  // namespace dovetail::authd
