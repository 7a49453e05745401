// SPDX-License-Identifier: MIT
#include "libcommon/event/http_connections.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <utility>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <event2/util.h>
#include <sys/socket.h>

#include "libcommon/event/guarded.hpp"

namespace dovetail::event {

namespace {

// The argument of a listener's error callback is evhttp's, so ours is found by the listener. Each loop has a
// thread of its own.
thread_local std::map<::evconnlistener*, Timer*> timers_by_listener;

}  // namespace

HttpConnections::HttpConnections(Loop& loop, ::evhttp& http, std::size_t limit, Closed closed)
    : http_(http),
      limit_(limit),
      closed_(std::move(closed)),
      loop_(loop),
      registration_(loop, [this] { register_newcomers(); }),
      look_again_(loop, [this] { make_room(); }) {
  ::evhttp_set_bevcb(&http, &HttpConnections::on_newcomer, this);
}

HttpConnections::~HttpConnections() {
  ::evhttp_set_bevcb(&http_, nullptr, nullptr);
  for (::bufferevent* stream : newcomers_) {
    ::bufferevent_decref(stream);
  }
  for (const Open& one : open_) {
    ::evhttp_connection_set_closecb(one.connection, nullptr, nullptr);
  }
}

HttpConnections::Door::Door(HttpConnections& owner, Loop& loop, ::evconnlistener* listening)
    : listener(listening), retry(loop, [&owner] { owner.open_or_shut_doors(); }) {
  timers_by_listener[listener] = &retry;
  ::evconnlistener_set_error_cb(listener, &HttpConnections::on_accept_error);
}

HttpConnections::Door::~Door() {
  timers_by_listener.erase(listener);
}

// A handed-over socket may be a blocking one, on which evhttp would wait in accept(2) for ever.
base::Result<void> HttpConnections::listen(UniqueFd listening) {
  ::evutil_make_socket_nonblocking(listening.get());
  ::evhttp_bound_socket* bound = ::evhttp_accept_socket_with_handle(&http_, listening.get());
  if (bound == nullptr) {
    return base::Unexpected(base::system_error("cannot serve HTTP", errno));
  }
  listening.release();
  doors_.emplace_back(*this, loop_, ::evhttp_bound_socket_get_listener(bound));
  return {};
}

bool HttpConnections::Open::at_rest() const {
  ::bufferevent* stream = ::evhttp_connection_get_bufferevent(connection);
  return !asks && !leaving && ::evbuffer_get_length(::bufferevent_get_output(stream)) == 0;
}

void HttpConnections::on_accept_error(::evconnlistener* listener, void*) noexcept {
  ::evconnlistener_disable(listener);
  timers_by_listener.at(listener)->schedule(std::chrono::seconds(1));
}

// evhttp asks for the bufferevent of a connection before it makes the connection, and tells us no more of it
// until its first request. So we remember the bufferevent, and ask it at the end of the turn whose it is.
::bufferevent* HttpConnections::on_newcomer(::event_base* base, void* self) noexcept {
  HttpConnections& all = *static_cast<HttpConnections*>(self);
  ::bufferevent* stream = ::bufferevent_socket_new(base, -1, 0);
  if (stream == nullptr) {
    return nullptr;  // evhttp will fail in the same way
  }
  guarded(all.loop_, [&] {
    all.newcomers_.push_back(stream);
    ::bufferevent_incref(stream);
    all.registration_.schedule();
    if (all.full()) {
      all.open_or_shut_doors();
    }
  });
  return stream;
}

void HttpConnections::register_newcomers() {
  for (::bufferevent* stream : std::exchange(newcomers_, {})) {
    register_newcomer(stream);
    ::bufferevent_decref(stream);
  }
  make_room();
  open_or_shut_doors();
}

// The argument of evhttp's own callbacks is the connection; null if it has been closed since.
void HttpConnections::register_newcomer(::bufferevent* stream) {
  void* connection = nullptr;
  ::bufferevent_getcb(stream, nullptr, nullptr, nullptr, &connection);
  if (connection != nullptr) {
    open_.push_back({static_cast<::evhttp_connection*>(connection)});
    ::evhttp_connection_set_closecb(open_.back().connection, &HttpConnections::on_close, this);
  }
}

void HttpConnections::on_close(::evhttp_connection* connection, void* self) noexcept {
  HttpConnections& all = *static_cast<HttpConnections*>(self);
  guarded(all.loop_, [&] {
    if (const auto found = all.find(connection); found != all.open_.end()) {
      all.open_.erase(found);
    }
    all.closed_(connection);
    all.registration_.schedule();
  });
}

std::list<HttpConnections::Open>::iterator HttpConnections::find(::evhttp_connection* connection) {
  return std::find_if(open_.begin(), open_.end(),
                      [connection](const Open& one) { return one.connection == connection; });
}

void HttpConnections::request_begins(::evhttp_connection* connection) {
  if (const auto found = find(connection); found != open_.end()) {
    found->asks = true;
    open_.splice(open_.end(), open_, found);
  }
}

void HttpConnections::request_is_answered(::evhttp_connection* connection) {
  if (const auto found = find(connection); found != open_.end()) {
    found->asks = false;
    if (full()) {
      registration_.schedule();  // somebody may be waiting for its place
    }
  }
}

void HttpConnections::open_or_shut_doors() {
  for (Door& door : doors_) {
    if (full()) {
      ::evconnlistener_disable(door.listener);
    } else if (!door.retry.pending()) {
      ::evconnlistener_enable(door.listener);
    }
  }
}

// The end of its input makes evhttp close a connection that waits for a request. It would also cut an answer
// that is still on its way; when that is over, nobody tells us.
void HttpConnections::make_room() {
  if (!full()) {
    return;
  }
  const auto longest_at_rest =
      std::find_if(open_.begin(), open_.end(), [](const Open& one) { return one.at_rest(); });
  if (longest_at_rest == open_.end()) {
    look_again_.schedule(std::chrono::seconds(1));
    return;
  }
  longest_at_rest->leaving = true;
  ::shutdown(::bufferevent_getfd(::evhttp_connection_get_bufferevent(longest_at_rest->connection)), SHUT_RD);
}

}  // namespace dovetail::event
