// SPDX-License-Identifier: MIT
#include "daemons/tabled/mariadb_line.hpp"

#include <poll.h>

#include "libcommon/event/loop.hpp"

namespace dovetail::tabled {

using Kind = event::Readiness::Kind;

bool MariadbLine::add(Query& query) {
  if (running_.empty()) {
    sql::Database* database = connection_->open_now();
    pipeline_ = database == nullptr ? nullptr : database->pipeline();
  }
  if (pipeline_ == nullptr || query.for_worker) return false;
  if (!query.table->mariadb()->query.send(*pipeline_, query.key)) return false;
  if (running_.empty()) head_since_ = loop_.turn_time();
  running_.emplace_back(std::move(query));
  watch(pipeline_->fd());
  return true;
}

// The rest goes when the socket has room: the server reads slowly, or a key is long.
void MariadbLine::flush() {
  if (pipeline_ == nullptr || away_) return;
  const auto flushed = pipeline_->flush();
  if (!flushed) return lost();
  if (*flushed) {
    if (room_) room_->disable();
    return;
  }
  if (!room_) room_ = std::make_unique<event::Readiness>(loop_, fd_, Kind::write, [this] { flush(); });
  room_->enable();
}

void MariadbLine::watch(int fd) {
  if (watching_ && fd_ == fd) return;
  if (!ready_ || fd_ != fd) {
    ready_ = std::make_unique<event::Readiness>(loop_, fd, Kind::read, [this] { socket_ready(); });
    room_.reset();
  }
  fd_ = fd;
  watching_ = true;
  ready_->enable();
}

sql::Connection& MariadbLine::lend() {
  if (std::exchange(watching_, false)) {
    ready_->disable();
    if (room_) room_->disable();
  }
  pipeline_ = nullptr;
  away_ = true;
  return *connection_;
}

void MariadbLine::socket_ready() {
  const bool idle = running_.empty();
  if (pipeline_ == nullptr) return;
  if (auto received = pipeline_->receive(); !received) {
    // In the middle of nothing it is the server that closes the connection; its next use will notice.
    return idle ? static_cast<void>((lend(), take_home())) : lost();
  }
  collect_answers();
}

void MariadbLine::collect_answers() {
  while (auto answered = next_answer())
    if (answered->first.table != nullptr) owner_.line_answered(std::move(answered->first), std::move(answered->second));
  owner_.line_rests(*this);
}

// The oldest answer; without a table: of a query that was taken back.
std::optional<std::pair<MariadbLine::Query, table::Answer>> MariadbLine::next_answer() {
  if (pipeline_ == nullptr) return std::nullopt;  // lost meanwhile
  auto statement = pipeline_->next();
  if (!statement) return std::nullopt;
  std::optional<Query> query = std::move(running_.front());
  running_.pop_front();
  head_since_ = loop_.turn_time();
  if (!query) return std::pair(Query(), table::not_found());
  table::Answer answer = query->table->mariadb()->query.finish(*statement, query->key);
  return std::pair(*std::move(query), std::move(answer));
}

std::optional<std::pair<MariadbLine::Query, table::Answer>> MariadbLine::wait(std::chrono::microseconds limit) {
  pollfd socket{fd_, POLLIN, 0};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(limit);
  const timespec time{seconds.count(), std::chrono::nanoseconds(limit - seconds).count()};
  if (::ppoll(&socket, 1, &time, nullptr) <= 0) return std::nullopt;
  if (!pipeline_->receive()) return std::nullopt;  // the loop will see it, too
  return next_answer();
}

void MariadbLine::lost() {
  works_ = false;
  auto unanswered = take_all();
  owner_.line_lost(*this, std::move(unanswered));
}

std::deque<MariadbLine::Query> MariadbLine::take_back() {
  std::deque<Query> taken;
  for (std::size_t i = 1; i < running_.size(); ++i) {
    if (running_[i]) taken.push_back(*std::exchange(running_[i], std::nullopt));
  }
  return taken;
}

std::deque<MariadbLine::Query> MariadbLine::take_all() {
  std::deque<Query> taken;
  for (auto& one : std::exchange(running_, {})) {
    if (one) taken.push_back(*std::move(one));
  }
  return taken;
}

}  // namespace dovetail::tabled
