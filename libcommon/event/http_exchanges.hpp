// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <list>
#include <map>

#include "libcommon/event/handles.hpp"
#include "libcommon/event/http_server.hpp"
#include "libcommon/event/timer.hpp"

struct evconnlistener;
struct evhttp_request;

namespace dovetail::event {

// The requests of an HttpServer that wait for their answer. libevent owns them and frees them with their
// connection: whoever answers later asks here whether the request is still there.
class HttpExchanges {
 public:
  HttpExchanges(Loop& loop, HttpServer::Handler handler, const HttpServerOptions& options);
  ~HttpExchanges();
  HttpExchanges(const HttpExchanges&) = delete;
  HttpExchanges& operator=(const HttpExchanges&) = delete;

  base::Result<void> listen(UniqueFd listening);
  void answer(std::uint64_t id, const HttpReply& reply);  // no effect if the request has gone

 private:
  // A listening socket of evhttp's. Out of descriptors it rests for a second instead of spinning.
  struct Door {
    Door(Loop& loop, ::evconnlistener* listening);
    ~Door();
    Door(const Door&) = delete;
    Door& operator=(const Door&) = delete;
    ::evconnlistener* listener;
    Timer retry;
  };
  static void on_accept_error(::evconnlistener* listener, void* evhttps_own) noexcept;
  static void on_request(::evhttp_request* request, void* self) noexcept;
  static void on_close(::evhttp_connection* connection, void* self) noexcept;

  Loop& loop_;
  HttpServer::Handler handler_;
  std::map<std::uint64_t, ::evhttp_request*> waiting_;
  std::uint64_t last_id_ = 0;
  std::list<Door> doors_;
  HttpHandle http_;
  base::Lifetime lifetime_;
};

}  // namespace dovetail::event
