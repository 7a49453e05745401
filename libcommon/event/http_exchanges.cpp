// SPDX-License-Identifier: MIT
#include "libcommon/event/http_exchanges.hpp"

#include <cerrno>
#include <memory>
#include <new>
#include <utility>

#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <event2/util.h>

#include "libcommon/event/guarded.hpp"
#include "libcommon/event/http_wire.hpp"

namespace dovetail::event {

namespace {

// The argument of a listener's error callback is evhttp's, so ours is found by the listener. Each loop has a
// thread of its own.
thread_local std::map<::evconnlistener*, Timer*> timers_by_listener;

}  // namespace

HttpExchanges::HttpExchanges(Loop& loop, HttpServer::Handler handler, const HttpServerOptions& options)
    : loop_(loop), handler_(std::move(handler)), http_(::evhttp_new(loop.base())) {
  if (!http_) {
    throw std::bad_alloc();
  }
  ::evhttp_set_max_headers_size(http_.get(), static_cast<ev_ssize_t>(options.max_header_bytes));
  ::evhttp_set_max_body_size(http_.get(), static_cast<ev_ssize_t>(options.max_body_bytes));
  ::evhttp_set_timeout(http_.get(), options.idle_seconds);
  ::evhttp_set_allowed_methods(
      http_.get(), EVHTTP_REQ_GET | EVHTTP_REQ_HEAD | EVHTTP_REQ_POST | EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE);
  ::evhttp_set_gencb(http_.get(), &HttpExchanges::on_request, this);
}

HttpExchanges::~HttpExchanges() {
  http_.reset();  // closes its connections, which reports to on_close
}

// A handed-over socket may be a blocking one, on which evhttp would wait in accept(2) for ever.
base::Result<void> HttpExchanges::listen(UniqueFd listening) {
  ::evutil_make_socket_nonblocking(listening.get());
  ::evhttp_bound_socket* bound = ::evhttp_accept_socket_with_handle(http_.get(), listening.get());
  if (bound == nullptr) {
    return base::Unexpected(base::system_error("cannot serve HTTP", errno));
  }
  listening.release();
  doors_.emplace_back(loop_, ::evhttp_bound_socket_get_listener(bound));
  return {};
}

HttpExchanges::Door::Door(Loop& loop, ::evconnlistener* listening)
    : listener(listening), retry(loop, [this] { ::evconnlistener_enable(listener); }) {
  timers_by_listener[listener] = &retry;
  ::evconnlistener_set_error_cb(listener, &HttpExchanges::on_accept_error);
}

HttpExchanges::Door::~Door() {
  timers_by_listener.erase(listener);
}

void HttpExchanges::on_accept_error(::evconnlistener* listener, void*) noexcept {
  ::evconnlistener_disable(listener);
  timers_by_listener.at(listener)->schedule(std::chrono::seconds(1));
}

void HttpExchanges::on_request(::evhttp_request* request, void* self) noexcept {
  HttpExchanges& exchanges = *static_cast<HttpExchanges*>(self);
  const std::uint64_t id = ++exchanges.last_id_;
  guarded(exchanges.loop_, [&] {
    exchanges.waiting_[id] = request;
    ::evhttp_connection_set_closecb(::evhttp_request_get_connection(request), &HttpExchanges::on_close, self);
    const HttpRequest message = read_http_request(request);
    exchanges.handler_(message, HttpServer::Responder(exchanges, exchanges.lifetime_.watch(), id));
  });
}

void HttpExchanges::on_close(::evhttp_connection* connection, void* self) noexcept {
  auto& waiting = static_cast<HttpExchanges*>(self)->waiting_;
  std::erase_if(waiting, [connection](const auto& entry) {
    return ::evhttp_request_get_connection(entry.second) == connection;
  });
}

void HttpExchanges::answer(std::uint64_t id, const HttpReply& reply) {
  const auto found = waiting_.find(id);
  if (found != waiting_.end()) {
    ::evhttp_request* request = found->second;
    waiting_.erase(found);
    send_http_reply(request, reply);
  }
}

HttpServer::Responder::Responder(HttpExchanges& exchanges, base::Lifetime::Watch server, std::uint64_t id)
    : exchanges_(&exchanges), server_(std::move(server)), id_(id) {}

HttpServer::Responder::Responder(Responder&& other) noexcept
    : exchanges_(std::exchange(other.exchanges_, nullptr)),
      server_(std::move(other.server_)),
      id_(other.id_) {}

HttpServer::Responder& HttpServer::Responder::operator=(Responder&& other) noexcept {
  std::swap(exchanges_, other.exchanges_);
  std::swap(server_, other.server_);
  std::swap(id_, other.id_);
  return *this;
}

HttpServer::Responder::~Responder() {
  if (exchanges_ != nullptr) {
    (*this)(HttpReply{500, "no answer\n", "text/plain; charset=utf-8", {}});
  }
}

void HttpServer::Responder::operator()(const HttpReply& reply) {
  HttpExchanges* exchanges = std::exchange(exchanges_, nullptr);
  if (exchanges != nullptr && server_.alive()) {
    exchanges->answer(id_, reply);
  }
}

HttpServer::HttpServer(Loop& loop, Handler handler, HttpServerOptions options)
    : exchanges_(std::make_unique<HttpExchanges>(loop, std::move(handler), options)) {}

HttpServer::~HttpServer() = default;

base::Result<void> HttpServer::listen(UniqueFd listening) {
  return exchanges_->listen(std::move(listening));
}

}  // namespace dovetail::event
