// SPDX-License-Identifier: MIT
#include "libcommon/event/stream.hpp"

#include <cassert>
#include <cerrno>
#include <cstring>
#include <exception>
#include <new>
#include <utility>

#include <event2/event.h>
#include <sys/socket.h>

#include "libcommon/event/read_scratch.hpp"

namespace dovetail::event {

namespace {

constexpr std::size_t kMoveFrom = 4096;  // from here on taking over a string is cheaper than copying it
constexpr std::size_t kKeptCapacity = 64 * 1024;  // an idle connection keeps no more for output

bool try_again(int errno_value) {
  return errno_value == EAGAIN || errno_value == EINTR;
}

}  // namespace

struct Stream::Watcher {
  explicit Watcher(Stream& stream) : stream_(stream), outer(std::exchange(stream.watcher_, this)) {}
  ~Watcher() {
    if (!dead) {
      stream_.watcher_ = outer;
    }
  }
  Stream& stream_;
  Watcher* outer;
  bool dead = false;
};

Stream::Stream(Loop& loop, UniqueFd fd, Handler& handler, StreamOptions options)
    : loop_(loop),
      handler_(handler),
      options_(options),
      fd_(std::move(fd)),
      read_event_(::event_new(loop.base(), fd_.get(), EV_READ | EV_PERSIST, &Stream::on_readable, this)) {
  if (!read_event_) {
    throw std::bad_alloc();
  }
  resume_reading();
}

Stream::~Stream() {
  for (Watcher* watcher = watcher_; watcher != nullptr; watcher = watcher->outer) {
    watcher->dead = true;
  }
}

// Runs a function of the handler. Afterwards the stream may be gone: callers hold a Watcher.
template <class Call>
void Stream::call_handler(Call&& call) noexcept {
  Watcher watcher(*this);
  try {
    call();
  } catch (const std::exception& problem) {
    if (!watcher.dead) {
      fail(base::internal(std::string("exception: ") + problem.what()));
    }
  } catch (...) {
    if (!watcher.dead) {
      fail(base::internal("unknown exception"));
    }
  }
}

void Stream::pause_reading() {
  if (std::exchange(reading_, false)) {
    ::event_del(read_event_.get());
  }
}

void Stream::resume_reading() {
  if (!ended_ && !failure_ && !std::exchange(reading_, true)) {
    ::event_add(read_event_.get(), nullptr);
    if (transport_ && transport_->has_buffered_input()) {
      ::event_active(read_event_.get(), EV_READ, 1);
    }
  }
}

void Stream::on_readable(int, short, void* self) noexcept {
  Stream& stream = *static_cast<Stream*>(self);
  Watcher watcher(stream);
  ReadScratch scratch;
  stream.in_read_ = true;
  do {
    stream.receive_once(scratch.data(), scratch.size());
    if (watcher.dead) {
      return;
    }
  } while (stream.reading_ && stream.transport_ && stream.transport_->has_buffered_input());
  stream.in_read_ = false;
  stream.flush();
}

void Stream::receive_once(char* buffer, std::size_t size) {
  const ssize_t got = transport_ ? transport_->read(buffer, size) : ::recv(fd_.get(), buffer, size, 0);
  if (got > 0) {
    const bool wipe = options_.wipe_input;  // the handler may destroy the stream
    call_handler([&] { handler_.stream_received({buffer, static_cast<std::size_t>(got)}); });
    if (wipe) {
      ::explicit_bzero(buffer, static_cast<std::size_t>(got));
    }
  } else if (got == 0) {
    pause_reading();
    ended_ = true;
    if (refusing_) {
      return;  // our own doing: the peer waits for its answers
    }
    call_handler([&] { handler_.stream_ended(); });
  } else if (!try_again(errno)) {
    fail(base::system_error("cannot read", errno));
  } else if (transport_ && transport_->wants_write()) {
    want_write(true);
  }
}

void Stream::read_waiting() {
  assert(loop_.inside());
  if (!reading_) {
    return;
  }
  // The flags of the socket, not readiness, end this: a peer that sends without pause must not hold us here.
  constexpr int kReads = 64;
  Watcher watcher(*this);
  ReadScratch scratch;
  for (int count = 0; count < kReads && reading_; ++count) {
    char probe = 0;
    if (::recv(fd_.get(), &probe, 1, MSG_PEEK | MSG_DONTWAIT) < 0) {
      return;
    }
    receive_once(scratch.data(), scratch.size());
    if (watcher.dead) {
      return;
    }
  }
}

// The kernel decides under the socket's lock: a request is either in the buffer before this, or not sent at all.
void Stream::refuse_input() {
  int family = 0;
  ::socklen_t size = sizeof family;
  if (!transport_ && !ended_ && ::getsockopt(fd_.get(), SOL_SOCKET, SO_DOMAIN, &family, &size) == 0 && family == AF_UNIX) {
    refusing_ = ::shutdown(fd_.get(), SHUT_RD) == 0;
  }
}

void Stream::write(std::string_view bytes) {
  assert(loop_.inside() && !finishing_);
  if (failure_ || bytes.empty()) {
    return;
  }
  output_.append(bytes);
  was_congested_ = was_congested_ || congested();
  if (!in_read_ && !want_write_) {
    loop_.at_turn_end(*this);
  }
}

void Stream::write_owned(std::string bytes) {
  if (output_.empty() && bytes.size() >= kMoveFrom && !failure_) {
    output_ = std::move(bytes);
    was_congested_ = was_congested_ || congested();
    loop_.at_turn_end(*this);
  } else {
    write(bytes);
  }
}

void Stream::flush() {
  if (unsent() > 0 && !failure_) {
    write_some();
  }
}

void Stream::write_some() {
  while (unsent() > 0) {
    const char* start = output_.data() + output_sent_;
    const ssize_t sent = transport_ ? transport_->write(start, unsent())
                                    : ::send(fd_.get(), start, unsent(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EINTR) {
        continue;
      }
      if (!try_again(errno)) {
        return fail(base::system_error("cannot write", errno));
      }
      break;
    }
    output_sent_ += static_cast<std::size_t>(sent);
  }
  sent_some();
}

void Stream::sent_some() {
  if (unsent() == 0) {
    output_sent_ = 0;
    output_.clear();
    if (output_.capacity() > kKeptCapacity) {
      output_ = {};
    }
  } else if (output_sent_ > kKeptCapacity) {
    output_.erase(0, std::exchange(output_sent_, 0));
  }
  // A handshake may wait for the peer: the socket is writable then, and asking for that would spin.
  want_write(unsent() > 0 && (!transport_ || transport_->wants_write()));
  if (was_congested_ && unsent() <= options_.low_water) {
    was_congested_ = false;
    drained_due_ = true;
    loop_.at_turn_end(*this);
  }
  if (finishing_ && unsent() == 0) {
    ::shutdown(fd_.get(), SHUT_WR);
    sent_all_due_ = true;
    loop_.at_turn_end(*this);
  }
}

void Stream::want_write(bool wanted) {
  if (want_write_ == wanted) {
    return;
  }
  if (!write_event_) {
    write_event_.reset(
        ::event_new(loop_.base(), fd_.get(), EV_WRITE | EV_PERSIST, &Stream::on_writable, this));
  }
  if (!write_event_) {
    return fail(base::temporary("out of memory"));
  }
  want_write_ = wanted;
  wanted ? ::event_add(write_event_.get(), nullptr) : ::event_del(write_event_.get());
}

void Stream::on_writable(int, short, void* self) noexcept {
  Stream& stream = *static_cast<Stream*>(self);
  if (stream.transport_ && stream.unsent() == 0) {  // the handshake waited
    stream.want_write(false);
    return on_readable(0, EV_READ, self);
  }
  stream.flush();
}

void Stream::finish_writing() {
  assert(loop_.inside());
  if (failure_ || std::exchange(finishing_, true)) {
    return;
  }
  if (unsent() == 0) {
    sent_some();
  } else {
    flush();
  }
}

void Stream::set_transport(std::unique_ptr<Transport> transport) {
  assert(unsent() == 0);
  transport_ = std::move(transport);
}

void Stream::fail(base::Error error) {
  if (failure_) {
    return;
  }
  pause_reading();
  want_write(false);
  failure_ = std::move(error);
  loop_.at_turn_end(*this);
}

void Stream::turn_ended() {
  flush();
  deliver_due();
}

// The handler hears of these at the end of a turn only, so that write() and flush() never call back.
void Stream::deliver_due() {
  Watcher watcher(*this);
  if (std::exchange(drained_due_, false) && !failure_) {
    call_handler([this] { handler_.stream_drained(); });
  }
  if (!watcher.dead && std::exchange(sent_all_due_, false) && !failure_) {
    call_handler([this] { handler_.stream_sent_all(); });
  }
  if (!watcher.dead && failure_ && !std::exchange(failure_told_, true)) {
    const base::Error error = *failure_;  // outlives the stream, which the handler may destroy
    call_handler([this, &error] { handler_.stream_failed(error); });
  }
}

}  // namespace dovetail::event
