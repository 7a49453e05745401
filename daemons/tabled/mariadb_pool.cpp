// SPDX-License-Identifier: MIT
#include "daemons/tabled/mariadb_pool.hpp"

#include <algorithm>
#include <utility>

#include "libcommon/event/loop.hpp"
#include "libcommon/sql/failure.hpp"
#include "libcommon/table/maps/direct.hpp"

namespace dovetail::tabled {
namespace {

table::Answer overloaded() {
  return base::Unexpected(base::Error{base::ErrorKind::temporary, 0, "too many lookups", "too many lookups"});
}

}  // namespace

// Never calls the landing: who asks is not ready for answers yet.
MariadbPool::Sent MariadbPool::send(Query query) {
  Line* line = waiting_.empty() && !serving_ ? take_line() : nullptr;  // who came first is served first
  if (line == nullptr) {
    if (waiting_.size() >= limits_.queue) return {.accepted = false};
    waiting_.push_back(std::move(query));
    return {};
  }
  table::Answer answer = table::not_found();
  const Start start = run_beside_loop(*line, query, answer);
  if (start == Start::under_way || (start == Start::not_ready && run_on_worker(*line, query))) return {};
  put_back(*line);
  if (start == Start::done) return {.answer = std::move(answer)};
  return {.accepted = false};
}

// The one used last, or a new one while there may be more; nothing if all are away.
MariadbPool::Line* MariadbPool::take_line() {
  if (!idle_.empty()) {
    Line* line = idle_.back();
    idle_.pop_back();
    return line;
  }
  if (lines_.size() >= limits_.connections) return nullptr;
  Line& line = *lines_.emplace_back(std::make_unique<Line>());
  line.connection = std::make_unique<sql::Connection>(cluster_, parts_.clock, made_++);
  return &line;
}

void MariadbPool::put_back(Line& line) {
  line.idle_since = parts_.loop.turn_time();
  idle_.push_back(&line);
}

// As many of those who wait as there are lines. Answers may bring new questions: they queue up behind.
void MariadbPool::serve_waiting() {
  if (std::exchange(serving_, true)) return;
  while (!waiting_.empty()) {
    Line* line = take_line();
    if (line == nullptr) break;
    Query query = std::move(waiting_.front());
    waiting_.pop_front();
    table::Answer answer = overloaded();
    const Start start = run_beside_loop(*line, query, answer);
    if (start == Start::under_way || (start == Start::not_ready && run_on_worker(*line, query))) continue;
    put_back(*line);  // refused by the workers: the next may be luckier, this one is told
    parts_.landing.query_landed(*query.table, query.key, std::move(answer));
  }
  serving_ = false;
}

// Lost connections are repeated, other hosts tried, errors judged: all that is a worker's.
bool MariadbPool::is_final(const table::Answer& answer) {
  return answer || sql::failure_of(answer.error()) == sql::Failure::busy;
}

MariadbPool::Start MariadbPool::run_beside_loop(Line& line, Query& query, table::Answer& answer) {
  sql::Database* database = line.connection->open_now();
  if (database == nullptr) return Start::not_ready;
  const table::QueryTable& questions = query.table->mariadb()->query;
  auto statement = questions.begin(*database, query.key);
  if (!statement) return Start::not_ready;
  const auto wait = statement->start();
  if (wait && wait->write) return Start::not_ready;  // no room for a query: the server does not read
  if (!wait) {
    answer = questions.finish(*statement, query.key);
    return is_final(answer) ? Start::done : Start::not_ready;
  }
  watch(line, wait->fd);
  line.running.emplace(Running{std::move(query), *std::move(statement), parts_.loop.turn_time()});
  return Start::under_way;
}

// False: the workers have too much to do, and nothing was taken.
bool MariadbPool::run_on_worker(Line& line, Query& query) {
  unwatch(line);
  auto work = [connection = line.connection.get(), query] {
    return table::maps::ask_server(*query.table->mariadb(), *connection, query.key);
  };
  return parts_.workers.submit(
      lifetime_.watch(), std::move(work),
      [this, &line, query](table::Answer outcome) { worker_done(line, query, std::move(outcome)); });
}

void MariadbPool::worker_done(Line& line, const Query& query, table::Answer outcome) {
  put_back(line);
  serve_waiting();
  parts_.landing.query_landed(*query.table, query.key, std::move(outcome));
}

void MariadbPool::watch(Line& line, int fd) {
  if (line.ready && line.fd == fd) return;
  unwatch(line);
  line.fd = fd;
  line.ready = std::make_unique<event::Readiness>(parts_.loop, fd, event::Readiness::Kind::read,
                                                  [this, &line] { socket_ready(line); });
  line.ready->enable();
}

void MariadbPool::unwatch(Line& line) {
  if (!line.ready) return;
  line.ready->disable();
  unwatched_.push_back(std::move(line.ready));
  line.fd = -1;
}

void MariadbPool::socket_ready(Line& line) {
  if (line.running) {
    go_on(line, false);
  } else {  // the server says what nobody asked for: it closes the connection. The next use will notice.
    unwatch(line);
  }
}

void MariadbPool::go_on(Line& line, bool timed_out) {
  auto wait = line.running->statement.go_on(timed_out);
  while (wait && (timed_out || wait->write))
    wait = line.running->statement.go_on(true);
  if (wait) return;
  Query query = std::move(line.running->query);
  table::Answer answer = query.table->mariadb()->query.finish(line.running->statement, query.key);
  line.running.reset();
  if (!is_final(answer) && run_on_worker(line, query)) return;
  put_back(line);
  serve_waiting();
  parts_.landing.query_landed(*query.table, query.key, std::move(answer));
}

void MariadbPool::look_around(std::chrono::seconds idle) {
  unwatched_.clear();
  std::vector<Line*> late;
  for (const auto& line : lines_) {
    const bool over =
        line->running && parts_.clock.mono() - line->running->begun >= cluster_.options.read_timeout;
    if (over) late.push_back(line.get());
  }
  for (Line* line : late)
    go_on(*line, true);
  serve_waiting();  // there may be more connections than before
  close_idle(idle);
}

// Closing says goodbye to the server, which may block: a worker does it.
void MariadbPool::close_idle(std::chrono::seconds idle) {
  while (!idle_.empty()) {
    Line& line = *idle_.front();  // unused for longest
    const bool surplus = lines_.size() > limits_.connections;
    if (!surplus && parts_.clock.mono() - line.idle_since < idle) return;
    unwatch(line);
    auto close = [closing = std::move(line.connection)]() mutable { closing.reset(); };
    static_cast<void>(parts_.workers.submit(lifetime_.watch(), std::move(close), [](auto) {}));
    idle_.erase(idle_.begin());
    drop(line);
  }
}

void MariadbPool::drop(Line& line) {
  lines_.erase(
      std::find_if(lines_.begin(), lines_.end(), [&](const auto& one) { return one.get() == &line; }));
}

}  // namespace dovetail::tabled
