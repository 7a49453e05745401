// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "libcommon/base/lifetime.hpp"
#include "libcommon/base/result.hpp"
#include "libcommon/base/unique_function.hpp"
#include "libcommon/event/http_message.hpp"
#include "libcommon/event/unique_fd.hpp"

namespace dovetail::event {

class Loop;
class HttpExchanges;

struct HttpServerOptions {
  std::size_t max_header_bytes = 16 * 1024;
  std::size_t max_body_bytes = 1024 * 1024;
  int idle_seconds = 30;
  std::size_t max_connections = 64;  // the last place is kept free for a newcomer, as long as somebody is idle
};

// HTTP/1.1 by evhttp over listening sockets of any family: admin socket, metrics. Replies may be given later.
class HttpServer {
 public:
  // The one chance to answer a request. Destroyed without an answer it gives 500. If the client has gone, or
  // the server, the answer is dropped.
  class Responder {
   public:
    Responder(HttpExchanges& exchanges, base::Lifetime::Watch server, std::uint64_t id);
    Responder(Responder&& other) noexcept;
    Responder& operator=(Responder&& other) noexcept;
    ~Responder();
    void operator()(const HttpReply& reply);

   private:
    HttpExchanges* exchanges_;  // null once answered; valid while server_ lives
    base::Lifetime::Watch server_;
    std::uint64_t id_ = 0;
  };
  using Handler = base::UniqueFunction<void(const HttpRequest&, Responder)>;

  HttpServer(Loop& loop, Handler handler, HttpServerOptions options = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  base::Result<void> listen(UniqueFd listening);  // takes it over in every case

 private:
  std::unique_ptr<HttpExchanges> exchanges_;
};

}  // namespace dovetail::event
