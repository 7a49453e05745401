// SPDX-License-Identifier: MIT
#include "libcommon/event/http_exchanges.hpp"

#include <memory>
#include <new>
#include <utility>

#include <event2/http.h>

#include "libcommon/event/guarded.hpp"
#include "libcommon/event/http_wire.hpp"

namespace dovetail::event {

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
  connections_.emplace(loop, *http_, options.max_connections,
                       [this](const ::evhttp_connection* connection) { forget(connection); });
}

HttpExchanges::~HttpExchanges() {
  connections_.reset();
  http_.reset();
}

void HttpExchanges::on_request(::evhttp_request* request, void* self) noexcept {
  HttpExchanges& exchanges = *static_cast<HttpExchanges*>(self);
  const std::uint64_t id = ++exchanges.last_id_;
  guarded(exchanges.loop_, [&] {
    exchanges.waiting_[id] = request;
    exchanges.connections_->request_begins(::evhttp_request_get_connection(request));
    const HttpRequest message = read_http_request(request);
    exchanges.handler_(message, HttpServer::Responder(exchanges, exchanges.lifetime_.watch(), id));
  });
}

void HttpExchanges::forget(const ::evhttp_connection* connection) {
  std::erase_if(waiting_, [connection](const auto& entry) {
    return ::evhttp_request_get_connection(entry.second) == connection;
  });
}

void HttpExchanges::answer(std::uint64_t id, const HttpReply& reply) {
  const auto found = waiting_.find(id);
  if (found != waiting_.end()) {
    ::evhttp_request* request = found->second;
    waiting_.erase(found);
    connections_->request_is_answered(::evhttp_request_get_connection(request));
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
