// SPDX-License-Identifier: MIT
#include "libcommon/daemon/connection.hpp"

#include <utility>

namespace dovetail::daemon {

namespace {

constexpr auto kCloseTime = std::chrono::seconds(10);         // for the peer to take what is still unsent
constexpr auto kLingerTime = std::chrono::milliseconds(300);  // and then to close its end
// At the end of the daemon, for who just came, and for who is in the middle of an exchange.
constexpr auto kFirstWordTime = std::chrono::milliseconds(500);
constexpr auto kExchangeTime = std::chrono::seconds(1);

}  // namespace

Connection::Connection(ServerCore& server, ConnectionId id, PeerInfo peer, event::UniqueFd fd,
                       std::unique_ptr<ServerCore::SessionAdapter> session)
    : server_(server),
      id_(id),
      peer_(std::move(peer)),
      session_(std::move(session)),
      timer_(server.loop_, [this] { server_.protect(id_, [this] { on_time(); }); }),
      stream_(server.loop_, std::move(fd), *this, server.options_.stream) {}

void Connection::begin() {
  note_activity();
  pump();
}

void Connection::stream_received(std::string_view bytes) {
  if (closing_) {
    return;
  }
  spoken_ = serving_due_ = true;
  session_->receive(bytes);
  if (server_.options_.serve_with_turn) {
    server_.loop_.at_turn_end(*this);
  } else {
    serve();
  }
}

void Connection::turn_ended() {
  server_.protect(id_, [this] { serve(); });
}

// What was received, if nobody has done it yet.
void Connection::serve() {
  if (std::exchange(serving_due_, false) && !closing_ && !ended_) {
    note_activity();
    pump();
    leave_if_due();
  }
}

bool Connection::must_be_heard() const {
  return (!spoken_ && !peer_ended_) || session_->midway();
}

// Not from within pump(): the session may have more requests than the one that was answered just now.
void Connection::leave_if_due() {
  if (leaving_ && !pumping_ && !closing_ && !ended_ && !must_be_heard()) {
    leave();
  }
}

// No new work; what has been asked already is answered.
void Connection::leave() {
  leaving_ = false;
  if (server_.options_.refuse_at_end) {
    stream_.refuse_input();
    stream_.read_waiting();
    serve();
  }
  if (!closing_ && !ended_) {
    session_->shut_down();
    pump();
  }
}

void Connection::stream_ended() {
  serve();  // what came before the end
  peer_ended_ = true;
  if (closing_) {
    return stream_.unsent() == 0 ? end({}) : void();
  }
  session_->peer_closed();
  pump();
}

void Connection::stream_drained() {
  if (!closing_) {
    reader_awaited_ = false;
    session_->drained();
    note_activity();
    pump();
  }
}

// Closing a socket with unread bytes makes the kernel reset it, and a reset may overtake our last reply: the
// peer gets a moment to close first; what it still says is read and dropped.
void Connection::stream_sent_all() {
  if (peer_ended_ || stream_.refuses_input()) {
    return end({});
  }
  stream_.resume_reading();
  set_timer(kLingerTime);
}

void Connection::stream_failed(const base::Error& error) {
  if (error.kind == base::ErrorKind::internal) {
    server_.broken(id_, error.detail.c_str());
  }
  end(error.detail);
}

void Connection::answered() {
  if (!closing_ && !ended_) {
    note_activity();
    pump();
    leave_if_due();
  }
}

// Does what the session wants, until it waits. Answers that come from within an effect end up here again and
// are served by the loop that is running already.
void Connection::pump() {
  if (pumping_) {
    return;
  }
  pumping_ = true;
  // A peer that does not read gets no further answers made: a small request may have a large one.
  while (!closing_ && !ended_ && !stream_.congested() && do_next()) {
  }
  pumping_ = false;
  regulate_reading();
  if (!closing_ && !ended_ && !leaving_ && !reader_awaited_ && stream_.congested()) {
    wait_for_reader();
  }
}

bool Connection::do_next() {
  ServerCore::Step step = session_->next();
  switch (step.kind) {
    case ServerCore::Step::Kind::idle:
      return false;
    case ServerCore::Step::Kind::send:
      stream_.write_owned(std::move(step.text));
      return true;
    case ServerCore::Step::Kind::close:
      close(std::move(step.text));
      return false;
    case ServerCore::Step::Kind::asked:
      return true;
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

// The timer is not moved with every request: when it fires early it is set to what is left, and rests while
// there is no deadline.
void Connection::note_activity() {
  if (reader_awaited_ || leaving_) {
    return;  // another clock runs
  }
  const auto wanted = session_->wanted_deadline();
  if (!wanted) {
    deadline_ = base::MonoTime::max();
    return;
  }
  deadline_ = server_.loop_.turn_time() + *wanted;
  if (!timer_.pending() || deadline_ < timer_at_) {
    set_timer(*wanted);
  }
}

// Whatever the session thinks of the peer's silence: it holds replies for which there is no room, and a peer
// that never reads would keep them, and its place among the connections, for ever.
void Connection::wait_for_reader() {
  reader_awaited_ = true;
  unsent_before_ = stream_.unsent();
  set_timer(server_.options_.peer_read_time);
}

void Connection::set_timer(std::chrono::milliseconds delay) {
  deadline_ = timer_at_ = server_.loop_.turn_time() + delay;
  timer_.schedule(delay);
}

void Connection::on_time() {
  const auto now = server_.loop_.turn_time();
  if (deadline_ == base::MonoTime::max()) {
    return;
  }
  if (now < deadline_) {
    set_timer(std::chrono::ceil<std::chrono::milliseconds>(deadline_ - now));
  } else if (leaving_ && !closing_) {
    leave();
  } else if (!closing_ && reader_awaited_ && stream_.unsent() < unsent_before_) {
    wait_for_reader();  // slow, but it reads
  } else if (closing_ || reader_awaited_) {
    end(stream_.unsent() > 0 ? "peer does not read" : "");
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
  set_timer(kCloseTime);
}

// Who has just come and not spoken yet is heard once: its request is on the way, and for the peer a
// connection that closes without an answer is a failure. So is one that closes between a challenge and its response.
void Connection::shut_down() {
  if (!closing_ && !ended_) {
    stream_.read_waiting();
    server_.protect(id_, [this] { serve(); });
  }
  if (!closing_ && !ended_ && must_be_heard()) {
    leaving_ = true;
    set_timer(spoken_ ? std::chrono::milliseconds(kExchangeTime) : kFirstWordTime);
  } else if (!closing_ && !ended_) {
    server_.protect(id_, [this] { leave(); });
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
