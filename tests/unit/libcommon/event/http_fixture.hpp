// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "libcommon/event/http_server.hpp"
#include "libcommon/event/listen.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

namespace dovetail::test {

// An HTTP server on a socket of the test's own, which answers with the path at once or keeps what it could
// answer with.
struct Http {
  TemporaryFolder folder;
  event::Loop loop;
  std::optional<event::HttpRequest> seen;
  std::optional<event::HttpServer::Responder> kept;
  bool answer_at_once = true;
  std::optional<event::HttpServer> server;

  explicit Http(event::HttpServerOptions options = {.max_header_bytes = 4096, .max_body_bytes = 1000}) {
    server.emplace(
        loop,
        [this](const event::HttpRequest& request, event::HttpServer::Responder respond) {
          seen = request;
          if (answer_at_once) {
            respond({200, "path " + request.path + "\n", "text/plain", {{"X-Own", "1"}}});
          } else {
            kept.emplace(std::move(respond));
          }
        },
        options);
    REQUIRE(server->listen(std::move(*event::listen_unix({folder / "s", 0600, {}, {}}))));
  }

  event::UniqueFd connect() {
    event::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = event::SocketAddress::unix_path(folder / "s");
    REQUIRE(::connect(fd.get(), address->native(), address->size()) == 0);
    return fd;
  }

  event::UniqueFd ask(std::string_view text) {
    event::UniqueFd fd = connect();
    send_all(fd.get(), text);
    return fd;
  }

  std::string reply(const event::UniqueFd& fd, std::string_view until) {
    std::string text;
    run_until(loop, [&] {
      text += read_available(fd.get());
      return text.find(until) != text.npos;
    });
    return text;
  }
};

}  // namespace dovetail::test
