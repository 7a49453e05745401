// SPDX-License-Identifier: MIT
#include "libcommon/daemon/connection.hpp"

#include <utility>

#include <sys/socket.h>

namespace dovetail::daemon {

namespace {

constexpr auto kCloseTime = std::chrono::seconds(10);  // for the peer to take what is still unsent

// Closing a socket with unread bytes makes the kernel reset it, and a reset may overtake our last reply.
void discard_unread(int fd) {
  char buffer[16 * 1024];
  for (int count = 0; count < 16 && ::recv(fd, buffer, sizeof buffer, MSG_DONTWAIT) > 0; ++count) {
  }
}

}  // namespace

Connection::Connection(ServerCore& server, ConnectionId id, PeerInfo peer, event::UniqueFd fd)
    : server_(server),
      id_(id),
      peer_(std::move(peer)),
      timer_(server.loop_, [this] { on_time(); }),
      stream_(server.loop_, std::move(fd), *this, server.options_.stream) {}

void Connection::begin(std::unique_ptr<ServerCore::SessionAdapter> session) {
  session_ = std::move(session);
  note_activity();
  pump();
}

void Connection::stream_received(std::string_view bytes) {
  if (!closing_) {
    session_->receive(bytes);
    note_activity();
    pump();
  }
}

void Connection::stream_ended() {
  if (!closing_) {
    session_->peer_closed();
    pump();
  }
}

void Connection::stream_drained() {
  if (!closing_) {
    session_->drained();
    pump();
  }
}

void Connection::stream_sent_all() {
  discard_unread(stream_.fd());
  end({});
}

void Connection::stream_failed(const base::Error& error) {
  end(error.detail);
}

void Connection::answered() {
  if (!closing_ && !ended_) {
    note_activity();
    pump();
  }
}

// Does what the session wants, until it waits. Answers that come from within an effect end up here again and are
// served by the loop that is running already.
void Connection::pump() {
  if (std::exchange(pumping_, true)) {
    return;
  }
  // A peer that does not read gets no further answers made: a small request may have a large one.
  while (!closing_ && !ended_ && !stream_.congested() && do_next()) {
  }
  pumping_ = false;
  regulate_reading();
}

bool Connection::do_next() {
  ServerCore::Step step = session_->next();
  switch (step.kind) {
    case ServerCore::Step::Kind::idle: return false;
    case ServerCore::Step::Kind::send: stream_.write_owned(std::move(step.text)); return true;
    case ServerCore::Step::Kind::close: close(std::move(step.text)); return false;
    case ServerCore::Step::Kind::asked: return true;
  }
  return false;
}

void Connection::regulate_reading() {
  if (closing_ || ended_ || !session_->readable() || stream_.congested()) {
    stream_.pause_reading();
  } else {
    stream_.resume_reading();
  }
}

// The timer is not moved with every request: when it fires early it is set to what is left.
void Connection::note_activity() {
  const auto wanted = session_->wanted_deadline();
  if (!wanted) {
    timer_.cancel();
    return;
  }
  const auto now = server_.loop_.turn_time();
  deadline_ = now + *wanted;
  if (!timer_.pending() || deadline_ < timer_at_) {
    timer_at_ = deadline_;
    timer_.schedule(*wanted);
  }
}

void Connection::on_time() {
  const auto now = server_.loop_.turn_time();
  if (now < deadline_) {
    timer_at_ = deadline_;
    timer_.schedule(std::chrono::ceil<std::chrono::milliseconds>(deadline_ - now));
  } else if (closing_ || stream_.congested()) {
    end("peer does not read");
  } else {
    session_->deadline_passed();
    note_activity();
    pump();
  }
}

void Connection::close(std::string reason) {
  if (closing_ || ended_) {
    return;
  }
  closing_ = true;
  reason_ = std::move(reason);
  stream_.pause_reading();
  stream_.finish_writing();
  deadline_ = timer_at_ = server_.loop_.turn_time() + kCloseTime;
  timer_.schedule(kCloseTime);
}

void Connection::shut_down() {
  if (!closing_ && !ended_) {
    stream_.read_waiting();
  }
  if (!closing_ && !ended_) {
    session_->shut_down();
    pump();
  }
}

void Connection::end(std::string reason) {
  if (!std::exchange(ended_, true)) {
    if (reason_.empty()) {
      reason_ = std::move(reason);
    }
    stream_.pause_reading();
    timer_.cancel();
    server_.ended(id_);
  }
}

void Connection::over() {
  session_->closed(reason_);
}

}  // namespace dovetail::daemon
