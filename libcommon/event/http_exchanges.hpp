// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "libcommon/event/handles.hpp"
#include "libcommon/event/http_connections.hpp"
#include "libcommon/event/http_server.hpp"

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

  base::Result<void> listen(UniqueFd listening) { return connections_->listen(std::move(listening)); }
  void answer(std::uint64_t id, const HttpReply& reply);  // no effect if the request has gone

 private:
  static void on_request(::evhttp_request* request, void* self) noexcept;
  void forget(const ::evhttp_connection* connection);

  Loop& loop_;
  HttpServer::Handler handler_;
  std::map<std::uint64_t, ::evhttp_request*> waiting_;
  std::uint64_t last_id_ = 0;
  HttpHandle http_;
  std::optional<HttpConnections> connections_;
  base::Lifetime lifetime_;
};

}  // namespace dovetail::event
