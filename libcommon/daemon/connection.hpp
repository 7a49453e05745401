// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "libcommon/base/clock.hpp"
#include "libcommon/daemon/connection_id.hpp"
#include "libcommon/daemon/peer_info.hpp"
#include "libcommon/daemon/server_core.hpp"
#include "libcommon/event/loop.hpp"
#include "libcommon/event/stream.hpp"
#include "libcommon/event/timer.hpp"

namespace dovetail::daemon {

// One connection of a server: a stream, a session, and what goes on between them. It never destroys itself:
// when it is over it tells the server, which removes it at the end of the turn.
class Connection final : private event::Stream::Handler, private event::Loop::TurnHook {
 public:
  Connection(ServerCore& server, ConnectionId id, PeerInfo peer, event::UniqueFd fd,
             std::unique_ptr<ServerCore::SessionAdapter> session);

  void begin();
  void answered();                 // the session got an answer: go on
  void close(std::string reason);  // after what is unsent; nothing more is read
  void shut_down();                // last look at the socket, then no new work
  void end(std::string reason);    // at once: what is unsent is lost
  void over();                     // removal: the session sees its end

  ServerCore::SessionAdapter* session() const { return ended_ ? nullptr : session_.get(); }
  const PeerInfo& peer() const { return peer_; }
  bool congested() const { return stream_.congested(); }
  bool peer_has_gone() const { return ended_ || closing_ || event::peer_has_gone(stream_.fd()); }

 private:
  void stream_received(std::string_view bytes) override;
  void stream_ended() override;
  void stream_drained() override;
  void stream_sent_all() override;
  void stream_failed(const base::Error& error) override;

  void turn_ended() override;

  void serve();
  void pump();
  bool must_be_heard() const;
  void leave_if_due();
  void leave();
  bool do_next();
  void regulate_reading();
  void note_activity();
  void wait_for_reader();
  void on_time();
  void set_timer(std::chrono::milliseconds delay);

  ServerCore& server_;
  const ConnectionId id_;
  const PeerInfo peer_;
  std::unique_ptr<ServerCore::SessionAdapter> session_;
  std::string reason_;
  base::MonoTime deadline_ = base::MonoTime::max();  // of the peer's silence, or of the close; max(): none
  base::MonoTime timer_at_;
  event::Timer timer_;
  std::size_t unsent_before_ = 0;  // when the peer was last seen to read
  bool reader_awaited_ = false;    // from congestion until it has drained
  bool pumping_ = false;
  bool serving_due_ = false;  // something was received that nobody has looked at
  bool spoken_ = false;  // the peer has sent something
  bool peer_ended_ = false;
  bool leaving_ = false;  // to be shut down after the peer's first words, or its open exchange
  bool closing_ = false;
  bool ended_ = false;
  event::Stream stream_;
};

}  // namespace dovetail::daemon
