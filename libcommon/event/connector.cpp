// SPDX-License-Identifier: MIT
#include "libcommon/event/connector.hpp"

#include <cassert>
#include <cerrno>
#include <utility>

#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "libcommon/event/guarded.hpp"

namespace dovetail::event {

namespace {

constexpr auto kQueueFullRetry = std::chrono::milliseconds(20);

int pending_error(int fd) {
  int error = 0;
  ::socklen_t size = sizeof error;
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

}  // namespace

Connector::Connector(Loop& loop) : loop_(loop), timer_(loop, [this] { on_time(); }) {}

void Connector::connect(std::vector<SocketAddress> addresses, std::chrono::milliseconds timeout, Done done) {
  assert(loop_.inside() && !active());
  addresses_ = std::move(addresses);
  next_ = 0;
  timeout_ = timeout;
  done_ = std::move(done);
  last_error_ = EADDRNOTAVAIL;
  timer_.schedule(std::chrono::milliseconds(0));
}

void Connector::cancel() {
  timer_.cancel();
  event_.reset();
  fd_.reset();
  done_ = {};
}

// The timer means three things: begin, look again at a full queue, give this address up.
void Connector::on_time() {
  if (event_) {
    return attempt_failed(ETIMEDOUT);
  }
  if (!fd_) {
    deadline_ = loop_.turn_time() + timeout_;
  } else if (loop_.turn_time() >= deadline_) {
    return attempt_failed(ETIMEDOUT);
  }
  try_address();
}

void Connector::try_address() {
  if (next_ == addresses_.size()) {
    return finish(base::Unexpected(base::system_error("cannot connect", last_error_)));
  }
  const SocketAddress& address = addresses_[next_];
  if (!fd_) {
    fd_.reset(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  }
  if (fd_ && ::connect(fd_.get(), address.native(), address.size()) == 0) {
    return connected();
  }
  if (fd_ && errno == EAGAIN) {  // unix(7): the listener's queue is full
    return timer_.schedule(kQueueFullRetry);
  }
  if (!fd_ || errno != EINPROGRESS) {
    return attempt_failed(errno);
  }
  event_.reset(::event_new(loop_.base(), fd_.get(), EV_WRITE, &Connector::on_writable, this));
  if (!event_ || ::event_add(event_.get(), nullptr) != 0) {
    return attempt_failed(ENOMEM);
  }
  timer_.schedule(timeout_);
}

void Connector::on_writable(int fd, short, void* self) noexcept {
  Connector& connector = *static_cast<Connector*>(self);
  guarded(connector.loop_, [&connector, fd] {
    const int error = pending_error(fd);
    error == 0 ? connector.connected() : connector.attempt_failed(error);
  });
}

void Connector::connected() {
  const int on = 1;
  ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  event_.reset();
  finish(std::move(fd_));
}

void Connector::attempt_failed(int errno_value) {
  const std::string where = next_ < addresses_.size() ? addresses_[next_].text() : "";
  last_error_ = errno_value;
  event_.reset();
  fd_.reset();
  if (++next_ >= addresses_.size()) {
    return finish(base::Unexpected(base::system_error("cannot connect to " + where, errno_value)));
  }
  timer_.schedule(std::chrono::milliseconds(0));
}

void Connector::finish(base::Result<UniqueFd> outcome) {
  timer_.cancel();
  Done done = std::exchange(done_, {});
  done(std::move(outcome));
}

}  // namespace dovetail::event
