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
#include "libcommon/table/reply_queue.hpp"
#include "libcommon/wire/line_reader.hpp"

namespace dovetail::table {

// The server's side of tcp_table(5): "get KEY LF" -> "200 TEXT LF", "500 …" not found, "400 …" error, key and
// text %XX-quoted. One map per listener. base::Session tells the shape; Postfix never closes an idle
// connection.
class TcpSession {
 public:
  using Effect = std::variant<base::Send, base::Close, Ask>;

  explicit TcpSession(std::string map, std::optional<std::chrono::milliseconds> idle_limit = std::nullopt);

  void receive(std::string_view bytes);
  void peer_closed() { ending_ = true; }
  std::optional<Effect> next();
  void resume(base::Ticket ticket, const Answer& answer);
  bool readable() const;
  std::optional<std::chrono::milliseconds> wanted_deadline() const;
  void deadline_passed();
  void shut_down() { ending_ = true; }

 private:
  std::optional<Ask> next_request();

  std::string map_;
  wire::LineReader lines_;
  std::optional<std::chrono::milliseconds> idle_limit_;
  ReplyQueue replies_;
  std::string fault_;
  bool ending_ = false;
  bool closed_ = false;
};

// The whole line with its LF.
std::string tcp_reply(const Answer& answer);

}  // namespace dovetail::table
