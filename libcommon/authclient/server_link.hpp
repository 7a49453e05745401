// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/log.hpp"
#include "libcommon/event/connector.hpp"
#include "libcommon/event/stream.hpp"
#include "libcommon/event/timer.hpp"

namespace dovetail::authclient {

// One connection to an auth server that is made when it is wanted and made again, with back-off, while it is wanted.
// Logs when the server becomes unreachable and when it is back, once each.
class ServerLink final : private event::Stream::Handler {
 public:
  class Handler {
   public:
    virtual void link_up() = 0;  // connected: a new session begins
    virtual void link_received(std::string_view bytes) = 0;
    virtual void link_down(const std::string& why) = 0;  // lost, or not to be had; nothing happens before want()

   protected:
    ~Handler() = default;
  };

  // `socket`: a path, or "host:port"; a name is resolved here and now.
  ServerLink(event::Loop& loop, base::Log& log, const std::string& socket, Handler& handler);

  void want();  // connect, soon; no effect while connected or on the way
  bool up() const { return stream_.has_value(); }
  void send(std::string_view bytes) { stream_->write(bytes); }
  void works();                       // an answer has come: the next loss starts the back-off anew
  void drop(const std::string& why);  // the peer is of no use

 private:
  void stream_received(std::string_view bytes) override { handler_.link_received(bytes); }
  void stream_ended() override { drop("the server closed the connection"); }
  void stream_failed(const base::Error& error) override { drop(error.detail); }

  void connect();
  void connected(base::Result<event::UniqueFd> fd);
  void down(const std::string& why);

  event::Loop& loop_;
  base::Log& log_;
  Handler& handler_;
  const std::string name_;
  std::vector<event::SocketAddress> addresses_;
  std::string address_problem_;
  event::Connector connector_;
  event::Timer retry_;
  std::optional<event::Stream> stream_;
  std::chrono::milliseconds delay_{0};  // before the next attempt
  int failures_ = 0;  // since it worked
  bool complained_ = false;
};

}  // namespace dovetail::authclient
