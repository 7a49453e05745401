// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "libcommon/base/session.hpp"
#include "libcommon/table/answer.hpp"
#include "libcommon/table/ask.hpp"
#include "libcommon/table/limits.hpp"
#include "libcommon/table/reply_queue.hpp"
#include "libcommon/wire/netstring.hpp"

namespace dovetail::table {

// The server's side of socketmap_table(5): netstring(map SP key) -> netstring(status [SP text]).
// base::Session tells the shape. Requests may be pipelined (at most kMaxPipelined in work); replies keep
// their order. Requests that arrived before the peer closed, or before shut_down(), are answered.
class SocketmapSession {
 public:
  using Effect = std::variant<base::Send, base::Close, Ask>;

  // Postfix does not notice time while it is busy elsewhere, so a short limit would break connections in use.
  explicit SocketmapSession(std::optional<std::chrono::milliseconds> idle_limit = std::nullopt);

  void receive(std::string_view bytes);
  void peer_closed() { ending_ = true; }
  std::optional<Effect> next();
  void resume(base::Ticket ticket, const Answer& answer);
  bool readable() const { return !ending_ && !closed_ && fault_.empty() && replies_.size() < kMaxPipelined; }
  std::optional<std::chrono::milliseconds> wanted_deadline() const;
  void deadline_passed();
  void shut_down() { ending_ = true; }

 private:
  std::optional<Ask> next_request();

  wire::NetstringReader reader_;
  std::optional<std::chrono::milliseconds> idle_limit_;
  ReplyQueue replies_;
  std::string fault_;    // what the peer did wrong: nothing more is read
  bool ending_ = false;  // no more bytes will come
  bool closed_ = false;
};

// The reply's payload: "OK text", "NOTFOUND ", "TEMP text", "TIMEOUT text", "PERM text".
std::string socketmap_reply(const Answer& answer);

}  // namespace dovetail::table
