// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "libcommon/base/session.hpp"
#include "libcommon/wire/dot_stuffing.hpp"
#include "lmtp/outbound/outgoing_mail.hpp"
#include "lmtp/outbound/reply_reader.hpp"

namespace dovetail::lmtp::outbound {

struct Sent {  // the session's result; once, before Close
  SendOutcome outcome;
};

// One mail over SMTP to the configured submission host (RFC 5321), the client side without a socket. The
// message goes out in blocks: next() hands out one block at a time, so that the driver asks again when the
// last one has left. Nothing is sent again here: a temporary outcome is the caller's to answer.
class SmtpClient {
 public:
  using Effect = std::variant<base::Send, base::Close, Sent>;

  // `mail` must outlive the session. `hostname` is our name for EHLO; `timeout` the patience for one reply.
  SmtpClient(const OutgoingMail& mail, std::string hostname, std::chrono::milliseconds timeout);

  void receive(std::string_view bytes);
  void peer_closed();
  std::optional<Effect> next();
  bool readable() const { return true; }
  std::optional<std::chrono::milliseconds> wanted_deadline() const;
  void deadline_passed();
  void shut_down() { finish(SendStatus::temporary, "shutting down"); }
  // The connection could not be made or broke.
  void failed(std::string_view why) { finish(SendStatus::temporary, std::string(why)); }

 private:
  enum class Stage { greeting, ehlo, helo, mail, rcpt, data, body, after_dot, done };
  void take(const SmtpReply& reply);
  void after_greeting(const SmtpReply& reply);
  void after_ehlo(const SmtpReply& reply);
  void after_rcpt(const SmtpReply& reply);
  void send_mail_from();
  void send_rcpt();
  void refused(const SmtpReply& reply);
  void finish(SendStatus status, std::string detail);
  void command(Stage next, const std::string& line);
  std::string next_block();

  const OutgoingMail& mail_;
  std::string hostname_;
  std::chrono::milliseconds timeout_;
  ReplyReader replies_;
  wire::DotStuffer stuffer_;
  std::deque<Effect> effects_;
  Stage stage_ = Stage::greeting;
  std::size_t recipient_ = 0;
  std::size_t sent_bytes_ = 0;  // of head and tail
  bool offers_8bit_ = false;
  bool offers_size_ = false;
  bool offers_utf8_ = false;
};

}  // namespace dovetail::lmtp::outbound
