// SPDX-License-Identifier: MIT
#include "libcommon/sqlpool/line.hpp"

#include <poll.h>

#include <algorithm>

#include "libcommon/event/loop.hpp"
#include "libcommon/sqlpool/limits.hpp"

namespace dovetail::sqlpool {

using Kind = event::Readiness::Kind;

bool Line::add(Errand& errand) {
  if (running_.empty()) {
    sql::Database* database = connection_->open_now();
    pipeline_ = database == nullptr ? nullptr : database->pipeline();
  }
  if (pipeline_ == nullptr || errand.for_worker) return false;
  if (!errand.query->send(*pipeline_)) return false;
  Errands one;
  one.push_back(std::move(errand));
  put_under_way(std::move(one));
  return true;
}

bool Line::add_together(Errands& errands) {
  if (running_.empty()) {
    sql::Database* database = connection_->open_now();
    pipeline_ = database == nullptr ? nullptr : database->pipeline();
  }
  if (pipeline_ == nullptr) return false;
  std::vector<std::shared_ptr<Query>> queries;
  for (const Errand& errand : errands)
    queries.push_back(errand.query);
  if (!queries.front()->send_together(*pipeline_, queries)) return false;
  put_under_way(std::move(errands));
  return true;
}

void Line::put_under_way(Errands errands) {
  if (running_.empty()) head_since_ = loop_.turn_time();
  running_.push_back(std::move(errands));
  watch(pipeline_->fd());
}

bool Line::may_prepare(const void* family) {
  const auto known = std::find_if(prepared_.begin(), prepared_.end(), [&](const auto& one) { return one.first == family; });
  if (known != prepared_.end()) {
    if (loop_.turn_time() < known->second) return false;
    prepared_.erase(known);
  }
  prepared_.emplace_back(family, loop_.turn_time() + kPrepareAgain);
  return true;
}

// The rest goes when the socket has room: the server reads slowly, or a key is long.
void Line::flush() {
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

void Line::watch(int fd) {
  if (watching_ && fd_ == fd) return;
  if (!ready_ || fd_ != fd) {
    ready_ = std::make_unique<event::Readiness>(loop_, fd, Kind::read, [this] { socket_ready(); });
    room_.reset();
  }
  fd_ = fd;
  watching_ = true;
  ready_->enable();
}

sql::Connection& Line::lend() {
  if (std::exchange(watching_, false)) {
    ready_->disable();
    if (room_) room_->disable();
  }
  pipeline_ = nullptr;
  away_ = true;
  return *connection_;
}

void Line::socket_ready() {
  const bool idle = running_.empty();
  if (pipeline_ == nullptr) return;
  if (auto received = pipeline_->receive(); !received) {
    // In the middle of nothing it is the server that closes the connection; its next use will notice.
    return idle ? static_cast<void>((lend(), take_home())) : lost();
  }
  collect_answers();
}

void Line::collect_answers() {
  while (auto answered = next_answer()) {
    if (answered->final) {
      for (Errand& errand : answered->errands)
        owner_.line_answered(std::move(errand));
      continue;
    }
    const bool together = answered->errands.size() > 1;
    for (; !answered->errands.empty(); answered->errands.pop_back()) {
      (together ? answered->errands.back().alone : answered->errands.back().for_worker) = true;
      owner_.line_to_repeat(std::move(answered->errands.back()));
    }
  }
  owner_.line_rests(*this);
}

// The oldest answer, read.
std::optional<Line::Answered> Line::next_answer() {
  if (pipeline_ == nullptr) return std::nullopt;  // lost meanwhile
  auto statement = pipeline_->next();
  if (!statement) return std::nullopt;
  Answered answered{std::move(running_.front())};
  running_.pop_front();
  head_since_ = loop_.turn_time();
  if (answered.errands.size() == 1) answered.final = answered.errands.front().query->read(*statement);
  if (answered.errands.size() > 1) {
    std::vector<std::shared_ptr<Query>> queries;
    for (const Errand& errand : answered.errands)
      queries.push_back(errand.query);
    answered.final = queries.front()->read_together(*statement, queries);
  }
  return answered;
}

std::optional<Line::Answered> Line::wait(std::chrono::microseconds limit) {
  pollfd socket{fd_, POLLIN, 0};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(limit);
  const timespec time{seconds.count(), std::chrono::nanoseconds(limit - seconds).count()};
  if (::ppoll(&socket, 1, &time, nullptr) <= 0) return std::nullopt;
  if (!pipeline_->receive()) return std::nullopt;  // the loop will see it, too
  return next_answer();
}

void Line::lost() {
  works_ = false;
  auto unanswered = take_all();
  owner_.line_lost(*this, std::move(unanswered));
}

std::deque<Errand> Line::take_back() {
  std::deque<Errand> taken;
  for (std::size_t i = 1; i < running_.size(); ++i) {
    for (Errand& errand : running_[i])
      taken.push_back(std::move(errand));
    running_[i].clear();
  }
  return taken;
}

std::deque<Errand> Line::take_all() {
  std::deque<Errand> taken;
  for (Errands& errands : running_) {
    for (Errand& errand : errands)
      taken.push_back(std::move(errand));
  }
  running_.clear();
  return taken;
}

}  // namespace dovetail::sqlpool
