// SPDX-License-Identifier: MIT
#include "libcommon/event/acceptor.hpp"

#include <cassert>
#include <cerrno>
#include <new>
#include <utility>

#include <event2/event.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "libcommon/event/guarded.hpp"

namespace dovetail::event {

namespace {

constexpr int kAcceptsPerTurn = 64;  // so that a flood of newcomers does not starve who is there
constexpr auto kRetryDelay = std::chrono::seconds(1);

bool peer_gave_up(int errno_value) {  // accept(2): treat like EAGAIN by trying again
  return errno_value == ECONNABORTED || errno_value == EINTR || errno_value == EPROTO ||
         errno_value == ENETDOWN || errno_value == EHOSTDOWN || errno_value == EHOSTUNREACH ||
         errno_value == ENETUNREACH || errno_value == EPERM;
}

}  // namespace

Acceptor::Acceptor(Loop& loop, UniqueFd listening, base::UniqueFunction<void(UniqueFd)> accepted,
                   base::UniqueFunction<void(int)> failed)
    : loop_(loop),
      listening_(std::move(listening)),
      accepted_(std::move(accepted)),
      failed_(std::move(failed)),
      event_(::event_new(loop.base(), listening_.get(), EV_READ | EV_PERSIST, &Acceptor::on_ready, this)),
      retry_(loop, [this] {
        if (!paused_) {
          ::event_add(event_.get(), nullptr);
        }
      }) {
  if (!event_) {
    throw std::bad_alloc();
  }
  const int flags = ::fcntl(listening_.get(), F_GETFL);
  ::fcntl(listening_.get(), F_SETFL, flags | O_NONBLOCK);
  ::event_add(event_.get(), nullptr);
}

void Acceptor::pause() {
  paused_ = true;
  ::event_del(event_.get());
}

void Acceptor::resume() {
  if (paused_) {
    paused_ = false;
    ::event_add(event_.get(), nullptr);
  }
}

void Acceptor::accept_waiting() {
  assert(loop_.inside());
  constexpr int kQueue = 4096;  // what a queue may hold at most; a flood of newcomers must not hold us here
  for (int count = 0; count < kQueue && accept_one(); ++count) {
  }
}

void Acceptor::on_ready(int, short, void* self) noexcept {
  Acceptor& acceptor = *static_cast<Acceptor*>(self);
  guarded(acceptor.loop_, [&acceptor] { acceptor.accept_some(); });
}

void Acceptor::accept_some() {
  for (int count = 0; count < kAcceptsPerTurn && !paused_; ++count) {
    if (!accept_one()) {
      return;
    }
  }
}

bool Acceptor::accept_one() {
  UniqueFd fd(::accept4(listening_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!fd) {
    if (errno == EAGAIN) {
      return false;
    }
    if (peer_gave_up(errno)) {
      return true;
    }
    back_off(errno);
    return false;
  }
  failing_ = false;
  const int on = 1;  // no effect, and no harm, on unix sockets
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  accepted_(std::move(fd));
  return true;
}

// Out of descriptors or memory: the listening socket stays readable, so looking again at once would spin.
void Acceptor::back_off(int errno_value) {
  ::event_del(event_.get());
  retry_.schedule(kRetryDelay);
  if (!std::exchange(failing_, true)) {
    failed_(errno_value);
  }
}

}  // namespace dovetail::event
