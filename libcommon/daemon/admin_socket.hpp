// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/event/http_server.hpp"

namespace dovetail::daemon {

// The HTTP/1.1 service of a daemon's admin socket: a table of commands. Who may connect is decided by the mode of
// the socket file. Unknown path: 404; known path, other method: 405.
class AdminSocket {
 public:
  using Handler = event::HttpServer::Handler;

  explicit AdminSocket(event::Loop& loop);

  // `method` "GET" for questions, "POST" for whatever changes something.
  void add(std::string method, std::string path, Handler handler);
  base::Result<void> listen(event::UniqueFd listening) { return http_.listen(std::move(listening)); }

 private:
  void dispatch(const event::HttpRequest& request, event::HttpServer::Responder respond);

  std::map<std::pair<std::string, std::string>, Handler> commands_;  // path, method
  event::HttpServer http_;
};

}  // namespace dovetail::daemon
