// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <list>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/base/unique_function.hpp"
#include "libcommon/event/deferred.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/event/unique_fd.hpp"

struct bufferevent;
struct evconnlistener;
struct evhttp;
struct evhttp_connection;

namespace dovetail::event {

// Who is connected to an HttpServer. libevent 2.1 counts nobody, so this does: at the limit newcomers wait in
// the kernel's queue, and the connection that has rested longest is asked to go. Whoever hoards connections
// takes neither the daemon's descriptors nor the place of somebody with a request.
class HttpConnections {
 public:
  using Closed = base::UniqueFunction<void(::evhttp_connection*)>;

  // `http` outlives this but for its connections, which it closes after this has been destroyed.
  HttpConnections(Loop& loop, ::evhttp& http, std::size_t limit, Closed closed);
  ~HttpConnections();
  HttpConnections(const HttpConnections&) = delete;
  HttpConnections& operator=(const HttpConnections&) = delete;

  base::Result<void> listen(UniqueFd listening);
  void request_begins(::evhttp_connection* connection);
  void request_is_answered(::evhttp_connection* connection);
  std::size_t count() const { return open_.size() + newcomers_.size(); }

 private:
  // A listening socket of evhttp's. Out of descriptors it rests for a second instead of spinning.
  struct Door {
    Door(HttpConnections& owner, Loop& loop, ::evconnlistener* listening);
    ~Door();
    Door(const Door&) = delete;
    Door& operator=(const Door&) = delete;
    ::evconnlistener* listener;
    Timer retry;
  };
  struct Open {
    ::evhttp_connection* connection;
    bool asks = false;     // a request waits for its answer
    bool leaving = false;  // asked to go
    bool at_rest() const;
  };
  static void on_accept_error(::evconnlistener* listener, void* evhttps_own) noexcept;
  static ::bufferevent* on_newcomer(::event_base* base, void* self) noexcept;
  static void on_close(::evhttp_connection* connection, void* self) noexcept;
  void register_newcomers();
  void register_newcomer(::bufferevent* stream);
  std::list<Open>::iterator find(::evhttp_connection* connection);
  bool full() const { return count() >= limit_; }
  void open_or_shut_doors();
  void make_room();

  ::evhttp& http_;
  const std::size_t limit_;
  Closed closed_;
  Loop& loop_;
  std::list<Door> doors_;
  std::list<Open> open_;                   // who asked last is last
  std::vector<::bufferevent*> newcomers_;  // of this turn; a reference to each is ours
  Deferred registration_;
  Timer look_again_;
};

}  // namespace dovetail::event
